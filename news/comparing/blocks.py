"""Two values of a block side by side; each kind of block is compared in its own way.

The rule of Wagtail holds: a block with `get_comparison_class` knows best.
"""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.blocks.field_block import (
    BooleanBlock,
    ChoiceBlock,
    ChooserBlock,
    RichTextBlock,
)
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

from news.blocks.text import HeadingBlock
from news.comparing.pictures import compare_pictures
from news.comparing.rendering import render
from news.comparing.rich import (
    PLAIN,
    Mark,
    Rich,
    Segment,
    compare_rich,
    is_changed,
    read_rich,
)
from news.comparing.texts import Change, Differ, Op


class Shown(NamedTuple):
    """A comparison ready to be shown, and whether there is any difference."""

    html: SafeString
    is_changed: bool


def compare(block: blocks.Block, before: Any, after: Any, differ: Differ) -> Shown:
    """Return what changed between two values of a block, either of which may be None.

    With the same value twice it is the value as the comparison shows it.
    """
    if hasattr(block, "get_comparison_class"):
        own = block.get_comparison_class()(block, True, True, before, after)
        return Shown(own.htmldiff(), own.has_changed())
    return compare_values(block, before, after, differ)


@singledispatch
def compare_values(
    block: blocks.Block, before: Any, after: Any, differ: Differ
) -> Shown:
    """Compare what has no way of its own by its words."""
    return compare_texts(_words(before), _words(after), differ)


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def compare_texts(before: str, after: str, differ: Differ) -> Shown:
    """Return what changed between two plain texts."""
    return _compare_rich(Rich.plain(before), Rich.plain(after), differ)


def _compare_rich(before: Rich, after: Rich, differ: Differ) -> Shown:
    segments = compare_rich(before, after, differ)
    return Shown(render(segments), is_changed(segments))


@compare_values.register
def _(block: RichTextBlock, before: Any, after: Any, differ: Differ) -> Shown:
    was, now = (one.source if one else "" for one in (before, after))
    return compare_rich_values(was, now, differ)


def compare_rich_values(before: str, after: str, differ: Differ) -> Shown:
    """Return what changed between two rich texts as Wagtail stores them."""
    return _compare_rich(read_rich(before), read_rich(after), differ)


@compare_values.register
def _(block: HeadingBlock, before: Any, after: Any, differ: Differ) -> Shown:
    """Take the level for a format: the same words one level lower are the same."""
    return _compare_rich(_heading(before), _heading(after), differ)


def _heading(value: Any) -> Rich:
    if value is None:
        return Rich("")
    return Rich.plain(value["text"], Mark("heading", str(value["level"] or 2)))


@compare_values.register
def _(block: ChoiceBlock, before: Any, after: Any, differ: Differ) -> Shown:
    return compare_options(dict(_flat(block)), before, after)


def _flat(block: ChoiceBlock) -> list[tuple[Any, Any]]:
    choices = block.field.choices
    return [
        pair
        for value, name in choices
        for pair in (name if isinstance(name, list | tuple) else [(value, name)])
    ]


@compare_values.register
def _(block: BooleanBlock, before: Any, after: Any, differ: Differ) -> Shown:
    return compare_options({True: "是", False: "否"}, before, after)


def compare_options(names: Mapping[Any, Any], before: Any, after: Any) -> Shown:
    """Return what was chosen then and now, each as a whole."""
    return compare_wholes(
        *(
            "" if value is None else str(names.get(value, value))
            for value in (before, after)
        )
    )


def compare_wholes(before: str, after: str) -> Shown:
    """Return two names of things, the old one struck out when they differ."""
    if before == after:
        changes = [Change(Op.SAME, after)]
    else:
        changes = [Change(Op.REMOVED, before), Change(Op.ADDED, after)]
    segments = [Segment(*one, PLAIN, PLAIN) for one in changes if one.text]
    return Shown(render(segments), before != after)


@compare_values.register
def _(block: EmbedBlock, before: Any, after: Any, differ: Differ) -> Shown:
    first, second = (one.url if one else "" for one in (before, after))
    return compare_texts(first, second, differ)


@compare_values.register
def _(block: ChooserBlock, before: Any, after: Any, differ: Differ) -> Shown:
    shown = compare_wholes(_words(before), _words(after))
    return Shown(shown.html, before != after)


@compare_values.register
def _(block: DocumentChooserBlock, before: Any, after: Any, differ: Differ) -> Shown:
    shown = compare_wholes(*(one.title if one else "" for one in (before, after)))
    return Shown(shown.html, before != after)


@compare_values.register
def _(block: ImageChooserBlock, before: Any, after: Any, differ: Differ) -> Shown:
    return Shown(compare_pictures(before, after), before != after)


@compare_values.register
def _(block: blocks.StructBlock, before: Any, after: Any, differ: Differ) -> Shown:
    """Show the parts that say something, then or now, under their names."""
    rows = []
    for name, child in block.child_blocks.items():
        was, now = (value.get(name) if value else None for value in (before, after))
        if is_something(was) or is_something(now):
            rows.append((child.label, compare(child, was, now, differ)))
    changed = any(shown.is_changed for _, shown in rows)
    if len(block.child_blocks) == 1 and rows:
        return rows[0][1]
    html = format_html(
        '<dl class="diff-parts">{}</dl>',
        format_html_join(
            "",
            "<div><dt>{}</dt><dd>{}</dd></div>",
            ((label, shown.html) for label, shown in rows),
        ),
    )
    return Shown(html, changed)


def is_something(value: Any) -> bool:
    """Return whether a value is worth a line: neither missing nor empty."""
    if value is None or value is False:
        return False
    return not (hasattr(value, "__len__") and len(value) == 0)
