"""The count in the editor: 字数 and reading time above the body, while somebody types."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.template import Context
from wagtail.admin.panels import Panel

from news.counting.body import COUNTED_PARTS, count_body
from news.counting.rule import (
    PATTERN,
    PER_MINUTE,
    count_characters,
    reading_minutes,
)

# What the script must know to count as the server does.
RULE = {"pattern": PATTERN, "parts": COUNTED_PARTS, "perMinute": PER_MINUTE}


class CountPanel(Panel):
    """How long a story is; filled by the server, kept up to date by a script."""

    class BoundPanel(Panel.BoundPanel):
        """The line above a story's body."""

        template_name = "news/counting/panel.html"

        def get_context_data(
            self, parent_context: Context | dict[str, Any] | None = None
        ) -> dict[str, Any]:
            """Count what the form begins with: an old draft may not know its count."""
            count = count_body(self.instance.body.get_prep_value())
            return {
                **super().get_context_data(parent_context),
                "count": count,
                "minutes": reading_minutes(count),
                "title_count": count_characters(self.instance.title),
                "rule": RULE,
            }

        @property
        def media(self) -> forms.Media:
            """Bring the script and its styles."""
            # The stubs know of no objects in a list of scripts.
            script: Any = Script("news/counting.mjs", type="module")
            return forms.Media(
                js=[script],
                css={"all": ["news/counting.css"]},
            )
