"""Suggestions follow the log of changes, as the search index does, on their own.

All that is counted stands in PostgreSQL, so one worker of all does it. A batch and how
far it came are one transaction, behind the lock of one row: a worker that is killed
leaves nothing half done, and two at once do nothing twice.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from news.published.models import STORY_TYPE, Change, PublishedDocument
from search.models import StoryPhrases, SuggestionPhrase, SuggestionProgress
from search.suggestions.counting import recount
from search.suggestions.learning import learn_searches

BATCH = 500
# Of all stories, more at a time: what many headlines say is written once a batch, and
# within one transaction each writing makes the next one slower.
SWEPT = 5000
_FIELDS = ("page_id", "site_id", "title", "text", "card")


def catch_up() -> int:
    """Count every change that was not counted; return how many, or how many stories.

    Suggestions that were never made, or are of another database's log, are made
    anew, by and by. Another process that counts is waited for.
    """
    return sum(iter(_count_batch, 0))


@transaction.atomic
def _count_batch() -> int:
    """Count the next changes, or stories of the first count; 0 when there are none."""
    progress = _held_progress()
    if progress.swept_to is not None:
        number = _sweep(progress)
        # The last batch of a sweep is not the end: changes may have come meanwhile.
        return number or _follow(progress)
    return _follow(progress)


@transaction.atomic
def rebuild(advance: Callable[[int], Any] | None = None) -> int:
    """Make all suggestions anew; return how many stories were counted.

    The old ones answer until the new ones are whole: it is one transaction.
    """
    progress = _held_progress()
    _start_over(progress)
    number = 0
    while done := _sweep(progress):
        number += done
        if advance:
            advance(done)
    learn_searches()
    return number


def _held_progress() -> SuggestionProgress:
    """Return the progress and hold it until the commit."""
    rows = SuggestionProgress.objects.select_for_update()
    progress = rows.first()
    if progress is None:
        SuggestionProgress.objects.bulk_create(
            [SuggestionProgress(position=0, swept_to=0)], ignore_conflicts=True
        )
        progress = rows.get()
        _start_over(progress)
    elif not _is_of_this_log(progress):
        _start_over(progress)
    return progress


def _is_of_this_log(progress: SuggestionProgress) -> bool:
    """Return whether the log still holds the change that was counted last."""
    if progress.position == 0:
        return True
    change = Change.objects.filter(pk=progress.position).first()
    return change is not None and change.at == progress.changed_at


def _start_over(progress: SuggestionProgress) -> None:
    """Forget all counts; the changes so far will be in those that follow."""
    SuggestionPhrase.objects.all().delete()
    StoryPhrases.objects.all().delete()
    newest = Change.objects.order_by("-pk").first()
    progress.position = newest.pk if newest else 0
    progress.changed_at = newest.at if newest else None
    progress.swept_to = 0
    progress.save()


def _sweep(progress: SuggestionProgress) -> int:
    """Count the next stories by page id; the last time, note that all are counted."""
    stories = list(_stories().filter(pk__gt=progress.swept_to).order_by("pk")[:SWEPT])
    recount([story.page_id for story in stories], stories)
    progress.swept_to = stories[-1].pk if stories else None
    progress.save()
    if not stories:
        _analyze()
    return len(stories)


def _analyze() -> None:
    """Let the database look at what is there now, before it plans the first queries."""
    table = connection.ops.quote_name(SuggestionPhrase._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _follow(progress: SuggestionProgress) -> int:
    """Count the next changes."""
    following = Change.objects.filter(pk__gt=progress.position).order_by("pk")
    changes = list(following.only("pk", "page_id", "at")[:BATCH])
    if not changes:
        return 0
    page_ids = {change.page_id for change in changes}
    recount(page_ids, _stories().filter(pk__in=page_ids))
    progress.position, progress.changed_at = changes[-1].pk, changes[-1].at
    progress.save()
    return len(changes)


def _stories() -> QuerySet[PublishedDocument]:
    return PublishedDocument.objects.filter(type=STORY_TYPE).only(*_FIELDS)
