"""What the newsroom keeps: pages, people, sources and pictures."""

from news.models.followers import LogFollower
from news.models.imports import ImportedFile, ImportedPost, ImportRun
from news.models.media import NewsImage, NewsRendition
from news.models.pages import CategoryIndexPage, HomePage
from news.models.people import Person, User
from news.models.site import SiteSettings
from news.models.sources import Source
from news.models.stories import NewsByline, NewsPage, NewsTag
from news.models.tokens import TokenLimits
from news.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from news.published.models import Change, Listing, PendingPurge, PublishedDocument

__all__ = [
    "CategoryIndexPage",
    "Change",
    "HomePage",
    "ImportRun",
    "ImportedFile",
    "ImportedPost",
    "Listing",
    "LogFollower",
    "NewsByline",
    "NewsImage",
    "NewsPage",
    "NewsRendition",
    "NewsTag",
    "PendingPurge",
    "Person",
    "PublishedDocument",
    "SiteSettings",
    "Source",
    "TokenLimits",
    "User",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
