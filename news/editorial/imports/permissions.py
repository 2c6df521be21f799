"""Who may do what with imports.

Editors upload and look at the dry run; importing publishes, so who confirms it may
publish as well.
"""

from django.http import HttpRequest

from news import permitted
from news.models import HomePage, ImportRun


def may(request: HttpRequest, action: str) -> bool:
    """Return whether the user may "view" runs, or "add" one."""
    return permitted.may(request, action, ImportRun)


def may_confirm(request: HttpRequest) -> bool:
    """Return whether the user may let an upload be imported."""
    home = HomePage.objects.order_by("path").first()
    if home is None or not may(request, "add"):
        return False
    return bool(home.permissions_for_user(request.user).can_publish_subpage())
