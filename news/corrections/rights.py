"""Who may tell readers what about a story."""

from typing import TYPE_CHECKING

from wagtail.models import Page
from wagtail.permissions import policy_registry

from news.models.corrections import Correction

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from news.models import User

    Somebody = User | AnonymousUser

# Who has none of these for a category does not work there.
_AT_HOME = ("add", "change", "publish", "lock")


def may_issue(user: "Somebody", story: Page) -> bool:
    """Return whether somebody may add a note to a story: the right, and the place."""
    return _has_right(user, "add") and _works_at(user, story)


def may_publish(user: "Somebody", story: Page) -> bool:
    """Return whether somebody may publish or withdraw a story with a note.

    A lock does not count: what must go offline cannot wait for who writes on.
    """
    pages = policy_registry.get_by_type(Page)
    return may_issue(user, story) and bool(
        pages.user_has_permission_for_instance(user, "publish", story)
    )


def may_remove(user: "Somebody", story: Page | None) -> bool:
    """Return whether somebody may take a note from view; of a deleted story too."""
    if not _has_right(user, "delete"):
        return False
    return story is None or _works_at(user, story)


def may_view(user: "Somebody") -> bool:
    """Return whether somebody may see who issued which records."""
    return _has_right(user, "view")


def _has_right(user: "Somebody", action: str) -> bool:
    policy = policy_registry.get_by_type(Correction)
    return bool(policy.user_has_permission(user, action))


def _works_at(user: "Somebody", story: Page) -> bool:
    pages = policy_registry.get_by_type(Page)
    return bool(pages.user_has_any_permission_for_instance(user, _AT_HOME, story))
