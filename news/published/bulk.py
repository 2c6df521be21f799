"""Documents of many new stories, described before the stories had their places."""

from collections.abc import Sequence

from wagtail.models import Page, Site

from news.models.pages import CategoryIndexPage
from news.models.stories import NewsPage
from news.published.documents import attach_parent, site_of
from news.published.keys import story_keys
from news.published.models import PublishedDocument
from news.rows import copy_rows


def write_described(
    described: Sequence[tuple[NewsPage, PublishedDocument]],
) -> None:
    """Write documents that `build_document` made of stories without ids.

    The stories are live, just written, and bring `category`, `source`, `bylines` and
    `tags` with them. The caller holds the log's lock. Those in categories that not
    everybody may read get none.
    """
    sites = list(Site.objects.select_related("root_page"))
    parents = {story.category.pk: story.category for story, _ in described}
    public = _public(parents)
    documents = []
    for story, document in described:
        site = site_of(story, sites)
        if site is None or public[story.category.pk] is None:
            continue
        _place(document, story, site)
        attach_parent(
            document, story.category, is_public=bool(public[story.category.pk])
        )
        documents.append(document)
    copy_rows(PublishedDocument, documents)


def _public(parents: dict[int, CategoryIndexPage]) -> dict[int, bool | None]:
    """Return for each category whether it is live; None when it is restricted."""
    open_pages = Page.objects.filter(pk__in=parents).public()
    live = dict(open_pages.values_list("pk", "live"))
    return {pk: live.get(pk) for pk in parents}


def _place(document: PublishedDocument, story: NewsPage, site: Site) -> None:
    """Fill in all that depends on the rows which the story has become."""
    document.page_id = story.pk
    document.site = site
    document.path = story.site_path
    document.slug = story.slug
    document.position = story.path
    document.keys = story_keys(story)
    document.source_id = story.source_id
    if story.source is not None:
        document.source_url = story.source.url
