"""The project itself as a Django application."""

from django.apps import AppConfig


class SiteCoreConfig(AppConfig):
    """Gives names to what Wagtail leaves without one."""

    name = "site_core"

    def ready(self) -> None:
        from site_core.forms import name_fields

        name_fields()
