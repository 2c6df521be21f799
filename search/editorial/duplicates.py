"""Stories that repeat a published one: said by the machine check, shown on a page.

Search knows the newsroom and not the other way round: the rule is added to the check's
list from here.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from news.models import NewsPage
from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule
from search.editorial.similar import Similar, find_similar

# From here on a draft is rather the same story than one with a quotation.
SAME_STORY = 0.8
# What is shown of each story: the longest stretches in common.
STRETCHES = 5


@rule
def repeated(draft: Draft) -> Iterator[Finding]:
    """Find a draft much of which has been published."""
    for similar in find_similar(words_of(draft), exclude=draft.story.pk):
        document = similar.document
        severity = Severity.WARN if similar.share >= SAME_STORY else Severity.NOTE
        yield Finding(
            "repeated",
            severity,
            f"正文有 {percent(similar)}% 与已发布的《{document.title}》"
            f"（{document.parent_title}，{published_on(similar)}）相同。",
            field="body",
            about=f"page {document.pk}",
        )


def words_of(draft: Draft) -> str:
    """Return the body's words, as the published text has them."""
    return "\n".join(piece.text for piece in draft.fields if piece.field == "body")


def percent(similar: Similar) -> int:
    """Return the share for people: 100 only when everything is the same."""
    return int(similar.share * 100)


def published_on(similar: Similar) -> str:
    """Return the day of publication."""
    moment = similar.document.published_at or similar.document.updated_at
    return date_format(localtime(moment), "Y-m-d")


class SimilarView(WagtailAdminTemplateMixin, TemplateView):
    """查重: the published stories that the newest version of a story repeats."""

    template_name = "search/admin/similar.html"
    page_title = "查重"
    header_icon = "copy"

    def setup(self, request: HttpRequest, page_id: int, **kwargs: Any) -> None:
        super().setup(request, **kwargs)
        page = get_object_or_404(NewsPage, pk=page_id)
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.story: NewsPage = page.get_latest_revision_as_object()

    def get_page_subtitle(self) -> str:
        """Name the story."""
        return str(self.story.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the editor."""
        edit = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Look for the stories."""
        found = find_similar(words_of(Draft.of(self.story)), exclude=self.story.pk)
        rows = [
            {
                "document": similar.document,
                "percent": percent(similar),
                "published_on": published_on(similar),
                "stretches": similar.stretches[:STRETCHES],
            }
            for similar in found
        ]
        return super().get_context_data(rows=rows, **kwargs)
