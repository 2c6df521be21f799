"""Who may do what in the admin with a kind of row: asked for, and given to groups."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry


def may(request: HttpRequest, action: str, model: type[Model]) -> bool:
    """Return whether the user may do it ("view", "add", "change") with such rows."""
    policy = policy_registry.get_by_type(model)
    return bool(policy.user_has_permission(request.user, action))


class PermittedMenuItem(MenuItem):
    """Shown to those who may do something with a kind of row."""

    def __init__(
        self, *args: Any, model: type[Model], action: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._model, self._action = model, action

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may."""
        return may(request, self._action, self._model)


def permissions_named(*codenames: str) -> QuerySet[Permission]:
    """Return permissions of the newsroom, for the form of groups."""
    return Permission.objects.filter(
        content_type__app_label="news", codename__in=codenames
    )
