"""校对词表: the listing, its filters, export and import."""

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from news.models import ProofingTerm
from news.permitted import may
from news.proofing.admin.reading import HEADINGS

_EXPORTED = {
    **{name: name for name in HEADINGS.values()},
    "kind": "get_kind_display",
    "severity": "get_severity_display",
}


class TermIndexView(IndexView):
    """The lists, with the way to bring a whole one."""

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Add the import to Wagtail's buttons."""
        buttons: list[HeaderButton] = super().header_more_buttons
        if may(self.request, "add", ProofingTerm):
            address = reverse("news_proofing_import")
            button = HeaderButton("导入 CSV", url=address, icon_name="upload")
            return [*buttons, button]
        return buttons


class TermViewSet(SnippetViewSet):
    """The words that the machine check looks for."""

    model = ProofingTerm
    icon = "clipboard-list"
    menu_label = "校对词表"
    menu_name = "proofing-terms"
    menu_order = 255
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = TermIndexView
    list_display = [
        "word",
        Column("replacement", label="改为或职务"),
        Column("get_kind_display", label="词表", width="14%"),
        Column("get_severity_display", label="程度", width="10%"),
        Column("note", label="说明"),
        DateColumn("updated_at", label="修改时间", sort_key="updated_at", width="14%"),
    ]
    list_filter = ["kind", "severity"]
    list_per_page = 50
    list_export = [_EXPORTED[name] for name in HEADINGS.values()]
    export_headings = {_EXPORTED[name]: label for label, name in HEADINGS.items()}
    export_filename = "proofing-terms"
