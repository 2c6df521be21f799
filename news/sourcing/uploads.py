"""The list of allowed sources as a CSV file: read, checked whole, and taken over."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import (
    PermissionCheckedMixin,
    WagtailAdminTemplateMixin,
)

from news.models import Source, SourceSettings
from news.proofing.admin.reading import LARGEST_FILE, FileError, decoded

MOST_ROWS = 5_000
NAME, ADDRESS = "名称", "网址"


def read_sources(text: str) -> list[Source]:
    """Return the sources of a file, as they would be saved: each once, all sound.

    Raises FileError with a sentence that names the row.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if NAME not in (reader.fieldnames or ()):
            raise FileError(f"第 1 行要写列名：{NAME}、{ADDRESS}。“{NAME}”必须有。")
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        message = f"第 {reader.line_num} 行读不出来：引号没有配对，或不是 CSV。"
        raise FileError(message) from error
    if len(rows) > MOST_ROWS:
        raise FileError(f"行数太多，一次最多 {MOST_ROWS} 行。")
    sources = {}
    for line, row in rows:
        source = _source(line, row)
        if source.name:
            sources[source.name] = source
    if not sources:
        raise FileError("文件里没有来源。")
    return list(sources.values())


def _source(line: int, row: dict[str, Any]) -> Source:
    name, address = ((row.get(key) or "").strip() for key in (NAME, ADDRESS))
    source = Source(name=name, url=address, is_allowed=True)
    if name or address:
        try:
            source.clean_fields()
        except ValidationError as error:
            raise FileError(f"第 {line} 行：{''.join(error.messages)}") from error
    return source


@transaction.atomic
def allow(sources: Iterable[Source]) -> tuple[int, int]:
    """Put sources on the list; return how many are new, and how many were known.

    What is known of a source stays; only an address that was missing is added. None is
    taken off the list.
    """
    known = Source.objects.in_bulk(field_name="name")
    new = changed = 0
    for source in sources:
        there = known.get(source.name)
        if there is None:
            source.save()
            new += 1
        elif not there.is_allowed or (source.url and not there.url):
            there.is_allowed, there.url = True, there.url or source.url
            there.save()
            changed += 1
    return new, changed


class SourceListForm(forms.Form):
    """A CSV file of sources."""

    file = forms.FileField(
        label="CSV 文件",
        help_text=(
            f"第 1 行是列名：{NAME}、{ADDRESS}；只有“{NAME}”必须有，一行一个来源。"
            "UTF-8 和 GB18030 编码都可以。已有的来源只勾上“在白名单里”，不会取消别的。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[Source]:
        """Read the sources."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("文件太大。")
        try:
            return read_sources(decoded(file.read()))
        except FileError as error:
            raise ValidationError(str(error)) from error


class SourceImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Putting many sources on the list at once: all of a file, or nothing."""

    model = SourceSettings
    permission_required = "change"
    form_class = SourceListForm
    template_name = "news/sourcing/import.html"
    page_title = "导入来源白名单"
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the sources."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": _sources(), "label": "来源"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the form's button."""
        return super().get_context_data(
            action_url=reverse("news_sources_import"),
            submit_button_label="导入",
            submit_button_active_label="正在导入…",
            form_is_multipart=True,
            **kwargs,
        )

    def form_valid(self, form: SourceListForm) -> HttpResponse:
        """Take the list over, and say how much of it was new."""
        new, changed = allow(form.cleaned_data["file"])
        messages.success(
            self.request, f"白名单已导入：新增来源 {new} 个，修改 {changed} 个。"
        )
        return redirect(_sources())


def _sources() -> str:
    return reverse(Source.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
