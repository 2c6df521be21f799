"""Words: paragraphs, section headings, quotes and code."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail import blocks
from wagtail.rich_text import RichText, expand_db_html, get_text_for_indexing

PARAGRAPH_FEATURES = [
    "bold",
    "italic",
    "link",
    "document-link",
    "ol",
    "ul",
    "superscript",
    "subscript",
]

# What word processors and chat apps put in front of a paragraph, and empty ones.
_INDENT = re.compile(r"(<(?:p|li)\b[^>]*>)(?:&nbsp;|[\s\u3000\u00a0\u200b\ufeff])+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_EMPTY = re.compile(r"<p\b[^>]*>(?:\s|&nbsp;|<br\s*/?>)*</p>")
_LINE_BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}")


# How rich text names an object of the database.
_REFERENCES = ("linktype=", "embedtype=")


# A tag without attributes, and what lies between two words: the end of a block or line.
_PLAIN_TAG = re.compile(r"</?[a-z][a-z0-9]*\s*/?>")
_GAP = re.compile(r"(</(?:p|h\d|li|blockquote)>|<(?:br|hr)\s*/?>)")


@lru_cache(maxsize=256)
def words_of(html: str) -> str:
    """Return the text of a paragraph, as Wagtail's `get_text_for_indexing` does.

    Its parser is asked only where a tag has attributes or is none: it costs more than
    all else that is done with a paragraph.
    """
    text = _PLAIN_TAG.sub("", _GAP.sub(r"\1 ", html))
    if "<" in text or ">" in text:
        return str(get_text_for_indexing(html))
    return unescape(text.strip())


def tidy_pasted_html(html: str) -> str:
    """Return a paragraph's database HTML without pasted indents and blank lines.

    Full-width indents, runs of `&nbsp;` at the start of a paragraph, zero-width
    characters and empty paragraphs go; two line breaks become a new paragraph.
    """
    html = _INVISIBLE.sub("", html)
    html = _LINE_BREAKS.sub("</p><p>", html)
    html = _INDENT.sub(r"\1", html)
    return _EMPTY.sub("", html)


class ParagraphBlock(blocks.RichTextBlock):
    """One or more paragraphs of text; lists are rich text too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": PARAGRAPH_FEATURES, **kwargs})

    def clean(self, value: RichText) -> RichText:
        """Clean what was typed or pasted, then check it as rich text."""
        return super().clean(RichText(tidy_pasted_html(value.source)))

    def render_basic(
        self, value: RichText, context: dict[str, Any] | None = None
    ) -> SafeString:
        """Return the paragraph as it is shown, without a template around a template."""
        return mark_safe(expand_db_html(value.source))  # noqa: S308

    def get_searchable_content(self, value: RichText) -> list[str]:
        """Return the words; document and search index ask for them one after another."""
        return [words_of(value.source)]

    def extract_references(self, value: RichText) -> Iterator[tuple[Any, ...]]:
        """Yield what the text links to: most paragraphs, nothing."""
        if any(mark in value.source for mark in _REFERENCES):
            yield from super().extract_references(value)

    class Meta:
        icon = "pilcrow"
        label = "正文段落"
        preview_value = "<p>四月的清晨，环湖步道上已经有了晨跑的人。</p>"
        description = "正文文字；可以加粗、加链接、列清单。"


class HeadingBlock(blocks.StructBlock):
    """A section heading; together they are the story's outline."""

    text = blocks.CharBlock(label="标题文字", max_length=100)
    level = blocks.ChoiceBlock(
        label="级别", choices=[("2", "二级"), ("3", "三级")], default="2"
    )

    def render_basic(
        self, value: blocks.StructValue, context: dict[str, Any] | None = None
    ) -> SafeString:
        """Return the heading: too little for a template, which costs ten times it."""
        name = f"h{int(value['level'] or 2)}"
        identity = (context or {}).get("id")
        place = format_html(' id="{}"', identity) if identity else ""
        return format_html("<{}{}>{}</{}>", name, place, value["text"], name)

    def get_api_representation(
        self, value: blocks.StructValue, context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return `{"text": str, "level": int}`."""
        return {"text": value["text"], "level": int(value["level"] or 2)}

    def get_searchable_content(self, value: blocks.StructValue) -> list[str]:
        """Return the heading's words, not the name of its level."""
        return [value["text"]]

    class Meta:
        icon = "title"
        label = "小标题"
        label_format = "{text}"
        preview_value = {"text": "夯实基础，把事情做在前头", "level": "2"}
        description = "段落之间的小标题，自动进入文章提纲。"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart, with who said them."""

    text = blocks.TextBlock(label="引文", rows=3)
    attribution = blocks.CharBlock(label="出处", required=False, max_length=100)

    class Meta:
        icon = "openquote"
        label = "引文"
        label_format = "{text}"
        template = "news/blocks/quote.html"
        preview_value = {"text": "走近了，心里自然就亮。", "attribution": "卓爷爷"}
        description = "单独排出的一段话，可以写明是谁说的。"


class CodeBlock(blocks.StructBlock):
    """Text that keeps its spaces and lines, as in data or programs."""

    text = blocks.TextBlock(label="内容", rows=6)

    class Meta:
        icon = "code"
        label = "等宽文本"
        label_format = "{text}"
        template = "news/blocks/code.html"
        preview_value = {"text": "07:30  首班车\n23:00  末班车"}
        description = "保留空格和换行的文字，如时刻表、代码。"
