"""Entries of the admin's search for stories that an import has brought.

They follow the stories, as the readers' index follows the log: half of all that an
import has to do, and nobody waits for it. What has no entry gets one, so that nothing
has to be remembered, and a process that is killed leaves nothing behind but work.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django_tasks import task
from modelsearch.utils import get_content_type_pk
from wagtail.search.backends import get_search_backend

from news.models import NewsPage

BATCH = 200


@task(backend="worker")
def index_new_stories() -> None:
    """Write the missing entries, in the worker."""
    write_missing_entries()


def queue_missing_entries() -> None:
    """Let the worker write entries if any are missing."""
    if _without_entry().exists():
        index_new_stories.enqueue()


def write_missing_entries() -> int:
    """Write the entries of all stories that have none; return how many were missing.

    What an editor saves meanwhile is left as the editor's request has written it.
    """
    index = _index()
    count = 0
    for stories in _batches():
        described = {story.pk: index.describe(story) for story in stories}
        index.add_described(NewsPage, described)
        count += len(stories)
    return count


def _index() -> Any:
    return get_search_backend().get_index_for_model(NewsPage)


def _without_entry() -> QuerySet[NewsPage]:
    entries = _index().entries.filter(
        content_type_id=get_content_type_pk(NewsPage),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return NewsPage.objects.filter(~Exists(entries))


def _batches() -> Iterator[list[NewsPage]]:
    # Only the keys at once: an archive's stories would fill the memory.
    missing = list(_without_entry().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(missing), BATCH):
        stories = NewsPage.objects.filter(pk__in=missing[start : start + BATCH])
        yield list(stories.prefetch_related("bylines__person").order_by("pk"))
