"""Where the admin and Wagtail's actions meet writing by machines."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem

from news.writing.actions import register_actions
from news.writing.admin import TokenViewSet

# Wagtail's own entry, of screens without expiry and scope.
WAGTAILS_ENTRY = "api_tokens"


@hooks.register("register_admin_viewset")
def register_tokens() -> TokenViewSet:
    """Put the screens of tokens into the admin."""
    return TokenViewSet("access_tokens", url_prefix="api-tokens")


@hooks.register("construct_settings_menu")
def remove_wagtails_entry(request: HttpRequest, items: list[MenuItem]) -> None:
    """Show tokens once in the menu."""
    items[:] = [item for item in items if item.name != WAGTAILS_ENTRY]


@hooks.register("register_actions")
def register_newsroom_actions(registry: ActionRegistry) -> None:
    """Let machines follow the newsroom's rules."""
    register_actions(registry)
