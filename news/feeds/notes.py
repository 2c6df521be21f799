"""What readers were told about a story, for programs that read feeds and Markdown."""

import json
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from news.published.models import PublishedDocument
from news.templatetags.news_tags import chinese_date


def notes_html(document: PublishedDocument) -> SafeString:
    """Return the records of a story as HTML, empty when there are none."""
    records = json.loads(document.corrections)
    return format_html_join("", "<aside>{}</aside>", ((_note(one),) for one in records))


def note_day(record: dict[str, Any]) -> str:
    """Return the day of a record: 2026年4月9日."""
    return chinese_date(datetime.fromisoformat(record["at"]))


def _note(record: dict[str, Any]) -> SafeString:
    text = mark_safe(linebreaks(record["text"], autoescape=True))  # noqa: S308 (escaped)
    head = format_html(
        "<strong>{}</strong>（{}）", record["kind_label"], note_day(record)
    )
    return format_html("<p>{}</p>{}", head, text)
