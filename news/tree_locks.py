"""One at a time below a category: treebeard locks the parent in `add_child` only.

Whoever moves a page, saves a category or deletes one holds the same row, so that an
import which appends hundreds of stories at once never meets half of their work, nor
they half of its.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from wagtail.models import Page
from wagtail.signals import pre_page_move


def connect() -> None:
    """Lock the rows of both parents before a page is moved."""
    pre_page_move.connect(lock_parents)


def lock_parents(
    sender: type,
    parent_page_before: Page,
    parent_page_after: Page,
    **kwargs: Any,
) -> None:
    """Hold both parents until the move is committed, and read the new one again.

    Outside of a transaction nothing can be held.
    """
    if not connection.in_atomic_block:
        return
    lock_pages({parent_page_before.pk, parent_page_after.pk})
    # Treebeard looks here for whether the page will be the first child.
    parent_page_after.refresh_from_db(fields=["path", "numchild"])


def lock_pages(pks: Collection[int]) -> dict[int, int]:
    """Hold the rows of some pages; return how many children each has by now."""
    rows = Page.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    return dict(rows.values_list("pk", "numchild"))
