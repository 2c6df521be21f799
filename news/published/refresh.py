"""Bringing documents up to date with pages; the database tells the log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.models import Page, ReferenceIndex, Site

from news.models.published_pages import PublishedPage
from news.models.site import SiteSettings
from news.models.stories import NewsPage
from news.published.changes import lock_log
from news.published.documents import (
    attach_parent,
    build_document,
    document_models,
    site_of,
)
from news.published.models import PublishedDocument
from news.querysets import attach_categories

BATCH = 200
# What the database itself writes.
_STAMPED = {"version", "updated_at"}
_WRITTEN_FIELDS = [
    field.name
    for field in PublishedDocument._meta.concrete_fields
    if not field.primary_key and field.name not in _STAMPED
]
_COMPARED = [
    field.attname
    for field in PublishedDocument._meta.concrete_fields
    if field.name not in _STAMPED
]


@dataclass
class Difference:
    """What would have to be written so that the documents agree with the pages."""

    written: list[PublishedDocument] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    # Pages whose title, path or existence changed.
    linked: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.written or self.withdrawn)

    def __len__(self) -> int:
        return len(self.written) + len(self.withdrawn)


def refresh_documents(page_ids: Iterable[int]) -> int:
    """Write the documents of these pages and return how many changed.

    Pages that readers may not see lose theirs. A document that would stay the same
    is not written. Pages that link to one which came, went, moved or was renamed are
    refreshed too.
    """
    changed, linked = _refresh(page_ids)
    return changed + _refresh(pages_using(Page, linked))[0] if linked else changed


def write_new_documents(pages: list[PublishedPage]) -> None:
    """Write the documents of pages just made and published, as they are in memory.

    For bulk writers, in the transaction that makes the pages: nothing is read again,
    and nobody links to a page that did not exist. Stories bring `category`, `source`,
    `bylines` and `tags` with them.
    """
    lock_log()
    sites = list(Site.objects.select_related("root_page"))
    PublishedDocument.objects.bulk_create(_describe(pages, sites))


def pages_using(model: type[Model], pks: Iterable[int]) -> list[int]:
    """Return the ids of pages that show these objects, by Wagtail's index.

    What the settings of a site refer to is shown by its front page.
    """
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id__in=[str(pk) for pk in pks],
    )
    sites = Site.objects.filter(sitesettings__in=_users(uses, SiteSettings))
    return [*_users(uses, Page), *sites.values_list("root_page_id", flat=True)]


def _users(uses: QuerySet, model: type[Model]) -> list[int]:
    """Return the ids of the objects of a model among the users."""
    users = uses.filter(base_content_type=ContentType.objects.get_for_model(model))
    return [int(pk) for pk in users.values_list("object_id", flat=True).distinct()]


def _refresh(page_ids: Iterable[int]) -> tuple[int, list[int]]:
    """Return how many documents changed, and which pages look different in a link."""
    changed, linked = 0, []
    for batch in _batches(page_ids):
        with transaction.atomic():
            lock_log()
            difference = find_difference(batch)
            _apply(difference)
        changed += len(difference)
        linked += difference.linked
    return changed, linked


def refresh_subtree(page: Page) -> int:
    """Refresh a page and all below it."""
    pages = Page.objects.filter(path__startswith=page.path).order_by("path")
    return refresh_documents(pages.values_list("pk", flat=True))


def find_difference(page_ids: list[int]) -> Difference:
    """Compare the documents of these pages with what the pages say now."""
    stored = PublishedDocument.objects.in_bulk(page_ids)
    difference = Difference()
    for document in _build_documents(page_ids):
        before = stored.pop(document.page_id, None)
        if before is None or differs(before, document):
            difference.written.append(document)
        if before is None or _looks(before) != _looks(document):
            difference.linked.append(document.page_id)
    difference.withdrawn.extend(stored)
    difference.linked.extend(stored)
    return difference


def differs(one: PublishedDocument, other: PublishedDocument) -> bool:
    """Return whether two documents of a page say different things."""
    return any(getattr(one, name) != getattr(other, name) for name in _COMPARED)


def _looks(document: PublishedDocument) -> tuple[str, str]:
    """Return what a link to the page shows."""
    return document.title, document.path


def _build_documents(page_ids: list[int]) -> Iterator[PublishedDocument]:
    sites = list(Site.objects.select_related("root_page"))
    for model in document_models():
        pages = list(_public_pages(model, page_ids))
        if model is NewsPage:
            attach_categories(pages)
        yield from _describe(pages, sites)


def _describe(
    pages: list[PublishedPage], sites: list[Site]
) -> Iterator[PublishedDocument]:
    """Yield the documents of pages, each with what it shows of the page above."""
    above = _parents_of(pages)
    public = set(
        Page.objects.filter(pk__in=[parent.pk for parent in above.values()])
        .live()
        .public()
        .values_list("pk", flat=True)
    )
    for page in pages:
        site = site_of(page, sites)
        if site is None:
            continue
        document = build_document(page, site)
        # The root of all trees is no page of a site.
        if page.depth > 2:
            parent = above[page.path[: -page.steplen]]
            attach_parent(document, parent, is_public=parent.pk in public)
        yield document


def _parents_of(pages: list[PublishedPage]) -> dict[str, Page]:
    """Return the pages above, by their tree paths."""
    paths = {page.path[: -page.steplen] for page in pages if page.depth > 2}
    above: dict[str, Page] = Page.objects.in_bulk(paths, field_name="path")  # type: ignore[assignment]
    return above


def _public_pages(model: type[PublishedPage], page_ids: list[int]) -> QuerySet:
    pages = model.objects.filter(pk__in=page_ids).live().public()
    return pages.with_card_relations() if model is NewsPage else pages


def _apply(difference: Difference) -> None:
    PublishedDocument.objects.bulk_create(
        difference.written,
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=_WRITTEN_FIELDS,
    )
    PublishedDocument.objects.filter(pk__in=difference.withdrawn).delete()


def _batches(page_ids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for page_id in page_ids:
        batch.append(page_id)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
