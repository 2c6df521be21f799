"""Links inside the house that lead nowhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Page

from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity
from news.proofing.plain import plain_text
from news.proofing.rules import rule

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_KIND = re.compile(r'linktype="(page|document)"')
_ID = re.compile(r'\bid="(\d+)"')

_GONE = {"page": "链接的页面已经删除。", "document": "链接的文件已经删除。"}
_UNPUBLISHED = "链接的页面没有发布，读者打不开。"


@dataclass(frozen=True, slots=True)
class _Link:
    """A link in a paragraph: what it leads to and the words that carry it."""

    block: Any
    kind: str
    target: int
    words: str


@rule
def broken_links(draft: Draft) -> Iterator[Finding]:
    """Find links to pages and files that are gone, and to pages not published."""
    links = [link for block in draft.story.body for link in _links_of(block)]
    live = dict(_pages(links))
    files = set(_files(links))
    for link in links:
        if link.kind == "document":
            message = None if link.target in files else _GONE["document"]
        elif link.target not in live:
            message = _GONE["page"]
        else:
            message = None if live[link.target] else _UNPUBLISHED
        if message:
            yield _found(draft, link, message)
    yield from _empty_choices(draft)


def _links_of(block: Any) -> Iterator[_Link]:
    if block.block_type == "related" and block.value is not None:
        yield _Link(block, "page", block.value.pk, "")
    if block.block_type != "paragraph" or "linktype=" not in block.value.source:
        return
    for attributes, html in _LINK.findall(block.value.source):
        kind, target = _KIND.search(attributes), _ID.search(attributes)
        if kind and target:
            yield _Link(block, kind[1], int(target[1]), plain_text(html))


def _pages(links: list[_Link]) -> Iterator[tuple[int, bool]]:
    ids = {link.target for link in links if link.kind == "page"}
    if ids:
        yield from Page.objects.filter(pk__in=ids).values_list("pk", "live")


def _files(links: list[_Link]) -> Iterator[int]:
    ids = {link.target for link in links if link.kind == "document"}
    if ids:
        files = get_document_model().objects.filter(pk__in=ids)
        yield from files.values_list("pk", flat=True)


def _found(draft: Draft, link: _Link, message: str) -> Finding:
    about = f"{link.kind} {link.target}"
    for piece in draft.fields:
        start = piece.text.find(link.words) if link.words else -1
        if piece.field == "body" and piece.block_id == link.block.id and start >= 0:
            end = start + len(link.words)
            return piece.found("link", Severity.WARN, message, start, end, about=about)
    return Finding(
        "link", Severity.WARN, message, "body", block_id=link.block.id, about=about
    )


def _empty_choices(draft: Draft) -> Iterator[Finding]:
    """Yield blocks whose page, file or picture has been deleted since."""
    for block in draft.story.body:
        if _is_empty(block):
            yield Finding(
                "link",
                Severity.WARN,
                f"“{block.block.label}”里的内容已经删除或没有选择。",
                "body",
                block_id=block.id,
                about=f"empty {block.id}",
            )


def _is_empty(block: Any) -> bool:
    if block.block_type in ("related", "document"):
        return block.value is None
    if block.block_type == "image":
        return block.value.get("image") is None and not block.value.get("address")
    return False
