"""The recycle bin: a second root of the page tree that is no part of any site.

Groups have their rights on the first root or below it, so nobody has any in the bin;
it is private, so nothing in it has a document (news.published).
"""

from typing import Any

from django.db import connection
from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

BIN_SLUG = "recycle-bin"
BIN_TITLE = "回收站"
# No slug can have a dot: no path in the bin begins like one of a site.
BIN_URL_PATH = "/.recycle-bin/"
# Wagtail's own root is the first one; the bin is not below it.
ROOT_PATH: str = Page._get_path(None, 1, 1)
# Two who delete at the same time shall not make two bins.
_LOCK = 6_172_019


def in_tree(prefix: str = "") -> Q:
    """Return the condition for pages that are not in the bin.

    `prefix` names the way to the page, such as "page__".
    """
    return Q(**{f"{prefix}path__startswith": ROOT_PATH})


def is_in_bin(page: Page) -> bool:
    """Return whether a page stands in the bin (or is it)."""
    return not page.path.startswith(ROOT_PATH)


def recycle_bin() -> Page:
    """Return the bin, made when the first page is deleted."""
    found = _find()
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        found = _find() or _make()
    return found


def _find() -> Page | None:
    bins: Any = Page.objects.filter(depth=1, slug=BIN_SLUG)
    return bins.first()


def _make() -> Page:
    made: Page = Page.add_root(instance=Page(title=BIN_TITLE, slug=BIN_SLUG))
    Page.objects.filter(pk=made.pk).update(url_path=BIN_URL_PATH)
    made.url_path = BIN_URL_PATH
    # Of groups, of which it names none.
    PageViewRestriction.objects.create(
        page=made, restriction_type=PageViewRestriction.GROUPS
    )
    return made
