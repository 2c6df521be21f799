"""What the worker clears: what nobody wanted back, and drafts of long ago."""

import datetime as dt
import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from news.models import TrashItem
from news.trash import files, pages
from news.trash.revisions import prune_revisions

# So many at a time: the worker has other work.
BATCH = 20

logger = logging.getLogger("news.trash")


def empty_trash() -> int:
    """Delete for ever what has been in the bin long enough; return how much it was.

    A picture or file that a story still shows stays until none does. One that fails is
    logged and tried again, and holds no other back.
    """
    due = TrashItem.objects.filter(expires_at__lte=timezone.now()).order_by(
        "expires_at"
    )
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        done += _try(pk)
        if done == BATCH:
            break
    return done


def _try(pk: int) -> bool:
    try:
        with transaction.atomic():
            return _destroy_if_unused(pk)
    except Exception:
        logger.exception("emptying the trash: item %d failed, trying again later", pk)
        return False


def _destroy_if_unused(pk: int) -> bool:
    # Somebody may be having it back at this moment.
    item = TrashItem.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if item is None:
        return False
    if item.is_page:
        pages.destroy(item, None)
        return True
    if files.uses_of(item.thing):
        return False
    files.destroy_file(item, None)
    return True


class Daily:
    """Work that is done once a day, in the first round after midnight."""

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self.__name__ = work.__name__
        self._done_on: dt.date | None = None

    def __call__(self) -> int:
        """Do it unless it has been done today; return what the work returns."""
        today = timezone.localdate()
        if self._done_on == today:
            return 0
        done = self._work()
        self._done_on = today
        return done


prune_daily = Daily(prune_revisions)
