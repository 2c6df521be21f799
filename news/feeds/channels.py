"""What a feed can be about: the paper, a category, a source, a tag."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from wagtail.models import Site

from news.models import Source
from news.published.keys import category_key, source_key, tag_key, type_key
from news.published.models import (
    CATEGORY_TYPE,
    HOME_TYPE,
    STORY_TYPE,
    Listing,
    PublishedDocument,
    listing_name,
)


@dataclass(frozen=True)
class Channel:
    """A listing with what stands at the head of its feed.

    `version` is that of the newest change to anything that the feed shows; a channel
    `is_known` when it has, or had, stories.
    """

    title: str
    path: str
    key: str
    home: PublishedDocument
    version: int
    is_known: bool

    def stories(self) -> QuerySet:
        """Return its stories, newest first."""
        documents = PublishedDocument.objects.stories()
        documents = documents.filter(
            site_id=self.home.site_id, published_at__isnull=False
        )
        kind, _, name = self.key.partition(":")
        if kind == "category":
            # Their index keeps the order: the newest are found without sorting.
            return documents.in_category(int(name))
        if kind == "source":
            return documents.filter(source_id=int(name))
        return (
            documents.filter(keys__contains=[self.key]) if kind == "tag" else documents
        )


def paper_channel(site: Site) -> Channel:
    """Return all stories of a paper."""
    home = _home_of(site)
    return _channel(home, home.title, home.path, type_key(STORY_TYPE))


def category_channel(site: Site, slug: str) -> Channel:
    """Return the stories of a category, by its slug."""
    heads = PublishedDocument.objects.filter(site=site).filter(
        Q(type=HOME_TYPE) | Q(type=CATEGORY_TYPE, slug=slug)
    )
    rows = {head.type: head for head in heads.defer("body_html", "text")}
    home, category = rows.get(HOME_TYPE), rows.get(CATEGORY_TYPE)
    if home is None or category is None:
        raise Http404(f"no category has the slug '{slug}'")
    title = f"{home.title} · {category.title}"
    key = category_key(category.pk)
    return _channel(home, title, category.path, key, also=category.version)


def source_channel(site: Site, pk: int) -> Channel:
    """Return the stories from another paper, by its primary key.

    One that only drafts name is none: its name is not public.
    """
    source = Source.objects.filter(pk=pk).first()
    home = _home_of(site)
    title = f"{home.title} · {source.name if source else ''}"
    channel = _channel(home, title, home.path, source_key(pk))
    if source is None or not channel.is_known:
        raise Http404(f"no story is from a source {pk}")
    return channel


def tag_channel(site: Site, name: str) -> Channel:
    """Return the stories with a tag, by its name."""
    # PostgreSQL stores no NUL.
    if "\0" in name:
        raise Http404("no tag holds a NUL character")
    home = _home_of(site)
    channel = _channel(home, f"{home.title} · {name}", home.path, tag_key(name))
    if not channel.is_known:
        raise Http404(f"no story has the tag '{name}'")
    return channel


def _home_of(site: Site) -> PublishedDocument:
    homes = PublishedDocument.objects.filter(site=site, type=HOME_TYPE)
    home = homes.defer("body_html", "text").order_by("position").first()
    if home is None:
        raise Http404("the front page is not public")
    return home


def _channel(
    home: PublishedDocument, title: str, path: str, key: str, *, also: int = 0
) -> Channel:
    name = listing_name(home.site_id, key)
    listing = Listing.objects.filter(name=name).first()
    version = max(home.version, also, listing.version if listing else 0)
    return Channel(title, path, key, home, version, is_known=listing is not None)


CHANNELS: dict[str, Callable[..., Channel]] = {
    "paper": paper_channel,
    "category": category_channel,
    "source": source_channel,
    "tag": tag_channel,
}
