"""Importing a word list: upload, look at what it would do, confirm."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import (
    PermissionCheckedMixin,
    WagtailAdminTemplateMixin,
)

from news.models import ProofingTerm
from news.permitted import may
from news.proofing.admin.reading import (
    LARGEST_FILE,
    FileError,
    TermRow,
    Verdict,
    decoded,
    read_rows,
)
from news.proofing.admin.writing import write_rows

# Rows of one kind that the trial lists; the numbers above it count all.
MOST_SHOWN = 100


class WordListForm(forms.Form):
    """A CSV file, or its text once more when what it would do has been seen."""

    file = forms.FileField(
        label="CSV 文件",
        required=False,
        help_text=(
            "第 1 行是列名：词表、词、改为或职务、程度、例外、说明；只有“词”必须有。"
            "一行一个词，例外之间用顿号隔开。UTF-8 和 GB18030 编码都可以。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Read the file or the text, and judge the rows."""
        cleaned = super().clean() or {}
        try:
            cleaned["text"] = cleaned.get("text") or self._uploaded()
            cleaned["rows"] = read_rows(cleaned["text"])
        except FileError as error:
            raise ValidationError({"file": str(error)}) from error
        return cleaned

    def _uploaded(self) -> str:
        file = self.cleaned_data.get("file")
        if file is None:
            raise FileError("请先选择一个 CSV 文件。")
        if (file.size or 0) > LARGEST_FILE:
            raise FileError(f"文件太大，最多 {LARGEST_FILE // 1024 // 1024} MB。")
        return decoded(file.read())


class TermImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Take a word list, show what importing it would do, and do it when confirmed."""

    model = ProofingTerm
    permission_required = "add"
    form_class = WordListForm
    template_name = "news/proofing/import.html"
    page_title = "导入校对词表"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let those in who may change terms too: an import does both."""
        if not may(request, "change", ProofingTerm):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the lists."""
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        lists = {"url": _lists(), "label": "校对词表"}
        return [*items, lists, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the form's button."""
        return super().get_context_data(
            action_url=reverse("news_proofing_import"),
            submit_button_label="上传并试导入",
            submit_button_active_label="正在读取…",
            form_is_multipart=True,
            **kwargs,
        )

    def form_valid(self, form: WordListForm) -> HttpResponse:
        """Show the trial, or do what has been confirmed; never a part of it."""
        rows: list[TermRow] = form.cleaned_data["rows"]
        numbers = Counter(row.verdict for row in rows)
        if "confirm" not in self.request.POST or numbers[Verdict.REFUSED]:
            context = self.get_context_data(
                form=form,
                trial=_trial(rows),
                text=form.cleaned_data["text"],
                refused=numbers[Verdict.REFUSED],
                wanted=numbers[Verdict.ADDED] + numbers[Verdict.CHANGED],
            )
            return self.render_to_response(context)
        write_rows(rows)
        messages.success(
            self.request,
            f"词表已导入：新增 {numbers[Verdict.ADDED]} 条，"
            f"修改 {numbers[Verdict.CHANGED]} 条。",
        )
        return redirect(_lists())


def _lists() -> str:
    return reverse("wagtailsnippets_news_proofingterm:list")


def _trial(rows: list[TermRow]) -> list[dict[str, Any]]:
    """Return the rows by what would become of them, for the page of the trial."""
    parts = []
    for verdict in Verdict:
        found = [row for row in rows if row.verdict == verdict]
        left = max(0, len(found) - MOST_SHOWN)
        parts.append(
            {
                "verdict": verdict,
                "number": len(found),
                "rows": found[:MOST_SHOWN],
                "left": left,
            }
        )
    return parts
