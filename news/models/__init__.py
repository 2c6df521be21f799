"""What the newsroom keeps: pages, people, sources and pictures."""

from news.models.corrections import Correction
from news.models.counting import StoryStatistics
from news.models.followers import LogFollower
from news.models.guests import GuestLink, GuestOpinion
from news.models.imports import ImportedFile, ImportedPost, ImportRun
from news.models.media import NewsImage, NewsRendition
from news.models.packages import TopicPage
from news.models.pages import CategoryIndexPage, HomePage
from news.models.people import Person, User
from news.models.proofing import FindingWaiver, ProofingTerm, ProofingVersion
from news.models.review import Priority, ReviewTask, ReviewTaskState
from news.models.site import SiteSettings
from news.models.sources import Source, SourceSettings
from news.models.stories import NewsByline, NewsPage, NewsTag
from news.models.tokens import TokenLimits
from news.models.trash import TrashItem
from news.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from news.published.models import Change, Listing, PendingPurge, PublishedDocument

__all__ = [
    "CategoryIndexPage",
    "Change",
    "Correction",
    "FindingWaiver",
    "GuestLink",
    "GuestOpinion",
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
    "Priority",
    "ProofingTerm",
    "ProofingVersion",
    "PublishedDocument",
    "ReviewTask",
    "ReviewTaskState",
    "SiteSettings",
    "Source",
    "SourceSettings",
    "StoryStatistics",
    "TokenLimits",
    "TopicPage",
    "TrashItem",
    "User",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
