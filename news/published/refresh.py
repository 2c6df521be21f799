"""Bringing documents up to date with pages, and telling the log what changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.models import Page, ReferenceIndex, Site

from news.models.pages import NewsPage, PublishedPage
from news.published.changes import append_changes, change_of, lock_log
from news.published.documents import build_document, document_models, site_of
from news.published.models import Change, PublishedDocument
from news.querysets import attach_categories

BATCH = 200
_WRITTEN_FIELDS = [
    field.name
    for field in PublishedDocument._meta.concrete_fields
    if not field.primary_key
]


@dataclass
class Difference:
    """What would have to be written so that the documents agree with the pages."""

    written: list[tuple[PublishedDocument, Change.Kind]] = field(default_factory=list)
    withdrawn: list[PublishedDocument] = field(default_factory=list)
    # Pages whose title, path or existence changed.
    linked: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.written or self.withdrawn)

    def __len__(self) -> int:
        return len(self.written) + len(self.withdrawn)


def refresh_documents(page_ids: Iterable[int]) -> int:
    """Write the documents of these pages and return how many changed.

    Pages that readers may not see lose theirs. A document that would stay the same
    is not written and makes no change. Pages that link to one which came, went, moved
    or was renamed are refreshed too.
    """
    changed, linked = _refresh(page_ids)
    return changed + _refresh(pages_using(Page, linked))[0] if linked else changed


def pages_using(model: type[Model], pks: Iterable[int]) -> list[int]:
    """Return the ids of pages that refer to these objects, by Wagtail's index."""
    content_types = ContentType.objects.get_for_models(Page, model)
    users = ReferenceIndex.objects.filter(
        base_content_type=content_types[Page],
        to_content_type=content_types[model],
        to_object_id__in=[str(pk) for pk in pks],
    )
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
        if before is None:
            difference.written.append((document, Change.Kind.PUBLISHED))
        elif before.path != document.path:
            difference.written.append((document, Change.Kind.MOVED))
        elif before.version != document.version:
            difference.written.append((document, Change.Kind.UPDATED))
        if before is None or _looks(before) != _looks(document):
            difference.linked.append(document.page_id)
    difference.withdrawn.extend(stored.values())
    difference.linked.extend(stored)
    return difference


def _looks(document: PublishedDocument) -> tuple[str, str]:
    """Return what a link to the page shows."""
    return document.title, document.path


def _build_documents(page_ids: list[int]) -> Iterator[PublishedDocument]:
    sites = list(Site.objects.select_related("root_page"))
    for model in document_models():
        pages = list(_public_pages(model, page_ids))
        if model is NewsPage:
            attach_categories(pages)
        for page in pages:
            if site := site_of(page, sites):
                yield build_document(page, site)


def _public_pages(model: type[PublishedPage], page_ids: list[int]) -> QuerySet:
    pages = model.objects.filter(pk__in=page_ids).live().public()
    return pages.with_card_relations() if model is NewsPage else pages


def _apply(difference: Difference) -> None:
    PublishedDocument.objects.bulk_create(
        [document for document, _ in difference.written],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=_WRITTEN_FIELDS,
    )
    # One by one: each removal tells the log (news.receivers).
    for document in difference.withdrawn:
        document.delete()
    append_changes([change_of(*written) for written in difference.written])


def _batches(page_ids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for page_id in page_ids:
        batch.append(page_id)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
