"""The editor's form of a story."""

import datetime as dt
from typing import Any

from news.models.published_pages import PublishedPageForm


class NewsPageForm(PublishedPageForm):
    """The editor's form of a story."""

    def clean_published_at(self) -> dt.datetime | None:
        """Keep the seconds of a time that nobody changed: the form shows minutes."""
        written = self.cleaned_data["published_at"]
        before = self.instance.published_at
        if before and written == before.replace(second=0, microsecond=0):
            return before
        return written

    def clean(self) -> dict[str, Any] | None:
        """Let nobody plan a story for a time within its embargo."""
        cleaned = super().clean()
        story = self.instance
        if story.is_embargoed and "go_live_at" in self.cleaned_data:
            planned = self.cleaned_data["go_live_at"] or story.embargo_until
            self.cleaned_data["go_live_at"] = max(planned, story.embargo_until)
        return cleaned
