"""The versions of a page that can be compared, and the way to any two of them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.models import Page, Revision

COMPARE = "wagtailadmin_pages:revisions_compare"
# Older versions than the newest of these are reached through the page's history.
MOST = 300
LIVE = "live"


@dataclass(frozen=True)
class Choice:
    """A version to choose: the id of a revision, or `live`, and how it is called."""

    key: str
    label: str


@dataclass(frozen=True)
class Choices:
    """The versions of a page, newest first, and the two being compared."""

    page_id: int
    before: str
    after: str
    options: list[Choice]

    @property
    def label_before(self) -> str:
        """Return the name of the earlier version."""
        return self._label(self.before)

    @property
    def label_after(self) -> str:
        """Return the name of the later version."""
        return self._label(self.after)

    def _label(self, key: str) -> str:
        return next((one.label for one in self.options if one.key == key), key)


def choices(page: Page, before: str, after: str) -> Choices:
    """Return what can be chosen; `before` and `after` as in the address of the view."""
    # Never the contents: of a much edited story they are megabytes.
    revisions = page.revisions.order_by("-created_at", "-pk")
    ends = {
        "earliest": revisions.values_list("pk", flat=True).last,
        "latest": revisions.values_list("pk", flat=True).first,
    }
    before, after = (
        str(ends[key]()) if key in ends else key for key in (before, after)
    )
    chosen = [int(key) for key in (before, after) if key.isdigit()]
    newest = list(revisions.values_list("pk", flat=True)[:MOST])
    rows = (
        revisions.filter(Q(pk__in=newest) | Q(pk__in=chosen))
        .select_related("user")
        .defer("content")
    )
    options = [Choice(str(row.pk), _name(page, row)) for row in rows]
    if page.live or LIVE in (before, after):
        options.insert(0, Choice(LIVE, "线上版（读者现在看到的）"))
    return Choices(page.pk, before, after, options)


def _name(page: Page, revision: Revision) -> str:
    """Return when, by whom, and what became of it."""
    when = date_format(localtime(revision.created_at), "Y-m-d H:i:s")
    who = revision.user.get_full_name() or str(revision.user) if revision.user else ""
    marks = [
        name
        for name, key in (
            ("线上", page.live_revision_id),
            ("最新", page.latest_revision_id),
        )
        if key == revision.pk
    ]
    note = f"（{'，'.join(marks)}）" if marks else ""
    return " ".join(filter(None, (when, who))) + note


class ChosenForm(forms.Form):
    """Two versions of a page."""

    before = forms.RegexField(rf"^(\d{{1,18}}|{LIVE})$")
    after = forms.RegexField(rf"^(\d{{1,18}}|{LIVE})$")

    def ordered(self) -> tuple[str, str]:
        """Return the two, the older first."""
        before, after = self.cleaned_data["before"], self.cleaned_data["after"]
        if before.isdigit() and after.isdigit():
            before, after = sorted((before, after), key=int)
        return before, after


def show_chosen(request: HttpRequest, page_id: int) -> HttpResponse:
    """Lead to the comparison of two chosen versions; it asks who may see it."""
    form = ChosenForm(request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest("请选择两个版本。")
    return redirect(COMPARE, page_id, *form.ordered())


def compare_address(page: Page, before: Any = "earliest", after: Any = "latest") -> str:
    """Return where two versions of a page are compared, from first to last."""
    return reverse(COMPARE, args=(page.pk, before, after))
