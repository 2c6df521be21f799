"""What readers have been told about a story, in its editor."""

from typing import Any

from wagtail.admin.panels import Panel


class CorrectionsPanel(Panel):
    """The records of a story, the newest first; they are no part of its text."""

    class BoundPanel(Panel.BoundPanel):
        """The records of one story."""

        template_name = "news/corrections/panel.html"

        def is_shown(self) -> bool:
            """Take no room where nothing was told."""
            if not super().is_shown() or self.instance.pk is None:
                return False
            self.records = list(self.instance.corrections.select_related("issued_by"))
            return bool(self.records)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """List the records."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "records": self.records}
