"""Publishing and withdrawing at the time that editors have set.

Any number of workers may do it at once: who handles a page holds its row, the others
leave it alone, and who comes later sees that it is done.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from news.delivery.threads import FollowerThread

# Whoever holds the number publishes; the number is this project's own, and stays.
SCHEDULE_LOCK = 6_172_023
SCHEDULE_SECONDS = 10

logger = logging.getLogger("news.schedule")


def publish_due() -> int:
    """Publish and withdraw all that is due by now and return how many were.

    Like Wagtail's `publish_scheduled`, but each page stands for itself: one that
    fails is logged and tried again next time, and holds no other back.
    """
    now = timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")
    due = Revision.objects.filter(approved_go_live_at__lte=now)
    done = 0
    for pk in list(expired.values_list("pk", flat=True)):
        done += _try(f"withdrawing page {pk}", partial(_withdraw, pk, now))
    rows = due.order_by("approved_go_live_at").values_list("pk", "object_id")
    for pk, page_id in list(rows):
        done += _try(f"publishing page {page_id}", partial(_publish, pk, page_id, now))
    return done


def _withdraw(page_id: int, now: datetime) -> bool:
    """Withdraw a page, and return whether it was still there to withdraw."""
    page = _hold(page_id)
    if page is None or not (page.live and page.expire_at and page.expire_at <= now):
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _publish(revision_id: int, page_id: str, now: datetime) -> bool:
    """Publish a revision, and return whether it was still there to publish."""
    if _hold(page_id) is None:
        return False
    due = Revision.objects.filter(pk=revision_id, approved_go_live_at__lte=now)
    revision = due.first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def _hold(page_id: int | str) -> Page | None:
    """Return the page with its row held; None when somebody is just changing it."""
    rows = Page.objects.select_for_update(skip_locked=True, no_key=True)
    page: Page | None = rows.filter(pk=page_id).first()  # type: ignore[assignment]
    return page


def _try(what: str, action: Callable[[], bool]) -> bool:
    """Return whether the action did something; nothing is left half done."""
    try:
        with transaction.atomic():
            return action()
    except (PermissionDenied, ValidationError) as error:
        # Something speaks against it: a sentence says more than a traceback.
        logger.warning("%s failed, trying again later: %s", what, error)
        return False
    except Exception:
        logger.exception("%s failed, trying again later", what)
        return False


class ScheduleWork:
    """Publishing what is due, a few times a minute."""

    def __init__(self) -> None:
        self._next = 0.0

    def follow(self) -> None:
        """Care for no change: the clock alone counts."""

    def tick(self) -> None:
        """Publish and withdraw what is due."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SCHEDULE_SECONDS
        if done := publish_due():
            logger.info("schedule: %d published or withdrawn", done)

    def stop(self) -> None:
        """Nothing is held."""


def schedule_thread() -> FollowerThread:
    """Return the worker's thread that publishes what is due, whatever else it does."""
    return FollowerThread("schedule", SCHEDULE_LOCK, ScheduleWork)
