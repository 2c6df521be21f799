"""Publishing and withdrawing at the time that editors have set."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

logger = logging.getLogger("news.schedule")


def publish_due() -> int:
    """Publish and withdraw all that is due by now and return how many were.

    Like Wagtail's `publish_scheduled`, but each page stands for itself: one that
    fails is logged and tried again next time, and holds no other back.
    """
    now = timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    due = Revision.objects.filter(approved_go_live_at__lt=now)
    done = 0
    for page in expired.specific():
        done += _try(f"withdrawing page {page.pk}", partial(_expire, page))
    for revision in due.order_by("approved_go_live_at"):
        done += _try(
            f"publishing page {revision.object_id}",
            partial(revision.publish, log_action="wagtail.publish.scheduled"),
        )
    return done


def _expire(page: Page) -> None:
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _try(what: str, action: Callable[[], None]) -> bool:
    """Return whether the action succeeded; nothing is left half done."""
    try:
        with transaction.atomic():
            action()
    except Exception:
        logger.exception("%s failed, trying again later", what)
        return False
    return True
