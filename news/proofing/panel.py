"""The panel beside the editor's form, and the editor that has it."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.urls import reverse
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from news.proofing.waiving import LONGEST_REASON, may_waive


class ProofingSidePanel(BaseSidePanel):
    """校对: all findings of what stands in the form, filled by a script."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens it, with the number of findings."""

        aria_label = "显示或隐藏校对"
        icon_name = "clipboard-list"
        keyboard_shortcut: str = "mod+alt+j"  # type: ignore[assignment]

    name = "proofing"
    title = "校对"
    template_name = "news/proofing/panel.html"
    order = 340

    def __init__(self, *args: Any, parent: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent = parent

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Tell the script where to ask, before and after the story is first saved."""
        return {
            **super().get_context_data(parent_context),
            "new_url": reverse("news_proofing_new", args=[self.parent.pk]),
            # The story's id comes with the first save: the script puts it in.
            "check_url": reverse("news_proofing_check", args=[0]),
            "may_waive": may_waive(self.request.user),
            "longest_reason": LONGEST_REASON,
        }

    @property
    def media(self) -> forms.Media:
        """Bring the script and its styles."""
        return forms.Media(
            js=[Script("news/proofing.js", type="module")],  # type: ignore[list-item]
            css={"all": ["news/proofing.css"]},
        )


class ProofedCreateView(CreateView):
    """Writing a new story, with the panel."""

    def get_side_panels(self) -> MediaContainer:
        """Add the panel to Wagtail's own."""
        panels = super().get_side_panels()
        panel = ProofingSidePanel(self.page, self.request, parent=self.parent_page)
        return MediaContainer([*panels, panel])


class ProofedEditView(EditView):
    """Writing a story, with the panel."""

    def get_side_panels(self) -> MediaContainer:
        """Add the panel, once: what it shows is not to vanish with a save."""
        panels = super().get_side_panels()
        if self.expects_json_response or self.hydrate_create_view:
            return panels
        panel = ProofingSidePanel(self.page, self.request, parent=self.parent)
        return MediaContainer([*panels, panel])
