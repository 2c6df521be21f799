"""推荐相关稿件: a button in the editor of a story, filled by a script."""

from typing import Any

from django import forms
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static


class RelatedPanel(Panel):
    """Offers published stories that have tags and words in common with the draft.

    A press puts one of them at the end of the body, as the block that editors know.
    """

    class BoundPanel(Panel.BoundPanel):
        """The panel in one form."""

        template_name = "news/packages/related_panel.html"

        @property
        def media(self) -> forms.Media:
            """Bring the script, after those that it builds on."""
            return forms.Media(
                js=[
                    versioned_static("wagtailadmin/js/telepath/telepath.js"),
                    versioned_static("wagtailadmin/js/telepath/blocks.js"),
                    "news/related.js",
                ]
            )

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Name the story that shall not be offered to itself."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "page_id": self.instance.pk or ""}
