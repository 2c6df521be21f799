"""The source rule in the admin: its findings, and the import of the list."""

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView

import news.sourcing.rules  # noqa: F401 - for their entries in the list
from news.models import SourceSettings
from news.permitted import may
from news.sourcing.uploads import SourceImportView

# A source without a mark is nothing wrong: no red cross, as Wagtail's column has.
SOURCE_MARKS = [
    Column("is_own", label="本报", accessor=lambda source: _mark(source.is_own)),
    Column(
        "is_allowed", label="白名单", accessor=lambda source: _mark(source.is_allowed)
    ),
]


def _mark(is_set: bool) -> str:
    return "是" if is_set else ""


class SourceIndexView(IndexView):
    """The sources, with the way to put many on the list."""

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Add the import to Wagtail's buttons."""
        buttons: list[HeaderButton] = super().header_more_buttons
        if not may(self.request, "change", SourceSettings):
            return buttons
        address = reverse("news_sources_import")
        button = HeaderButton("导入白名单", url=address, icon_name="upload")
        return [*buttons, button]


@hooks.register("register_admin_urls")
def register_sourcing_urls() -> list[URLPattern]:
    """Put the import into the admin."""
    return [
        path("sources/import/", SourceImportView.as_view(), name="news_sources_import")
    ]
