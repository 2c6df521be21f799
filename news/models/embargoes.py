"""Embargoes: a story that is ready, and must not be seen before its time."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils import timezone


class Embargoed(models.Model):
    """What may be under an embargo; stands before a page among the bases of a model."""

    # Of the page and not of a revision; changed by news.planning.embargo only.
    embargo_until = models.DateTimeField(
        "禁发至", null=True, blank=True, editable=False
    )

    # The page's own.
    go_live_at: dt.datetime | None

    class Meta:
        abstract = True

    @property
    def is_embargoed(self) -> bool:
        """Return whether the page may not be seen outside of the house yet."""
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Keep the embargo in every revision: what is approved goes out after it.

        All ways of publishing read the revision here, Wagtail's own included.
        """
        page: Self = super().with_content_json(content)  # type: ignore[misc]
        page.embargo_until = self.embargo_until
        page.hold_back()
        return page

    def hold_back(self) -> None:
        """Let an embargoed page go live when its embargo ends, or later."""
        if self.is_embargoed and self.embargo_until is not None:
            planned = self.go_live_at or self.embargo_until
            self.go_live_at = max(planned, self.embargo_until)
