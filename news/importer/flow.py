"""A cleaned tree as the pieces that a reader sees one after another."""

import re
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from news.importer.characters import clean_characters, collapse_spaces
from news.importer.inline import BREAK, Inline, Mark, Run, join_lines
from news.importer.links import clean_image_address, clean_link, is_keyword_link
from news.importer.markup import text_of
from news.importer.pieces import (
    CodePiece,
    HeadingPiece,
    ImagePiece,
    ListPiece,
    Piece,
    QuotePiece,
    TextPiece,
)
from news.importer.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "center",
        "figure",
        "figcaption",
        "address",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "fieldset",
        "caption",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "body",
        "html",
        "hr",
    ]
)
_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CONTEXT_TAGS = frozenset({"center", "figcaption"})
_CENTRED_STYLE = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_CAPTION_CLASS = re.compile(
    r"caption|img[-_]?(?:desc|note|title)|pic[-_]?(?:desc|note)"
)
_ADDRESS_ATTRIBUTES = ("data-src", "data-original", "data-lazy-src", "_src", "src")
# Other line ends in the middle of Chinese text mean nothing.
_BEFORE_ATTRIBUTION = re.compile(r"\n\s*(?=——)")
_ATTRIBUTION = re.compile(r"^(?:[—–―-]{1,3}|――)\s*(\S.{0,60})$")


@dataclass(frozen=True)
class _Context:
    """What the elements around a text say about it."""

    marks: tuple[Mark, ...] = ()
    is_source: bool = False
    is_caption: bool = False
    is_centred: bool = False


class Flow:
    """Walks a tree and collects its pieces."""

    def __init__(self, problems: set[str]) -> None:
        self.pieces: list[Piece] = []
        self._problems = problems
        self._runs: list[Run] = []
        self._context = _Context()

    def read(self, element: Element) -> list[Piece]:
        """Return the pieces inside `element`."""
        self._walk(element)
        self._flush()
        return self.pieces

    def _walk(self, element: Element) -> None:
        self._add_text(element.text)
        for child in element:
            self._visit(child)
            self._add_text(child.tail)

    def _visit(self, element: Element) -> None:
        tag = str(element.tag)
        if reader := _READERS.get(tag):
            reader(self, element)
        elif tag in _BLOCKS:
            self._flush()
            with self._within(self._block_context(element)):
                self._walk(element)
                self._flush()
        else:
            with self._within(self._inline_context(element)):
                self._walk(element)

    @contextmanager
    def _within(self, context: _Context) -> "Iterator[None]":
        outer, self._context = self._context, context
        yield
        self._context = outer

    def _block_context(self, element: Element) -> _Context:
        if not element.attrib and element.tag not in _CONTEXT_TAGS:
            return self._context
        classes = element.get("class", "").lower()
        style = element.get("style", "")
        is_centred = (
            element.tag == "center"
            or element.get("align") == "center"
            or bool(_CENTRED_STYLE.search(style))
        )
        context = replace(
            self._context,
            is_source=self._context.is_source or "em_media" in classes.split(),
            is_caption=self._context.is_caption
            or element.tag == "figcaption"
            or bool(_CAPTION_CLASS.search(classes)),
            is_centred=self._context.is_centred or is_centred,
        )
        return _with_mark(context, Mark("b")) if _BOLD_STYLE.search(style) else context

    def _inline_context(self, element: Element) -> _Context:
        if name := _MARKS.get(str(element.tag)):
            return _with_mark(self._context, Mark(name))
        if _BOLD_STYLE.search(element.get("style", "")):
            return _with_mark(self._context, Mark("b"))
        if element.tag == "a" and not is_keyword_link(element.attrib):
            href = clean_link(element.get("href", ""), self._problems)
            return _with_mark(self._context, Mark("a", href)) if href else self._context
        return self._context

    def _add_text(self, text: str | None) -> None:
        if not text:
            return
        # Entities bring back what the file itself no longer holds.
        text = clean_characters(text, self._problems)
        text = _BEFORE_ATTRIBUTION.sub(BREAK, text)
        self._runs.append(Run(text, self._context.marks))

    def _flush(self) -> None:
        inline, self._runs = Inline(tuple(self._runs)), []
        self.pieces += [
            TextPiece(
                paragraph,
                is_source=self._context.is_source,
                is_caption=self._context.is_caption,
                is_centred=self._context.is_centred,
            )
            for paragraph in inline.paragraphs()
        ]

    def _add(self, piece: Piece | None) -> None:
        self._flush()
        if piece is not None:
            self.pieces.append(piece)

    def _inner(self, element: Element) -> list[Piece]:
        return Flow(self._problems).read(element)

    def _read_break(self, _element: Element) -> None:
        self._runs.append(Run(BREAK, self._context.marks))

    def _read_heading(self, element: Element) -> None:
        self._flush()
        level = int(str(element.tag)[1])
        self.pieces += [
            HeadingPiece(piece.inline, level) if isinstance(piece, TextPiece) else piece
            for piece in self._inner(element)
        ]

    def _read_image(self, element: Element) -> None:
        if element.get("width") in ("0", "1") or element.get("height") in ("0", "1"):
            return
        found = [element.get(name, "") for name in _ADDRESS_ATTRIBUTES]
        address = next(filter(None, found), "")
        address = clean_image_address(address, self._problems)
        alt = clean_characters(element.get("alt", ""), self._problems)
        self._add(ImagePiece(address, collapse_spaces(alt)) if address else None)

    def _read_figure(self, element: Element) -> None:
        self._flush()
        captions = [child for child in element if child.tag == "figcaption"]
        for caption in captions:
            element.remove(caption)
        # A caption above its image belongs to it as well.
        element.extend(captions)
        with self._within(self._block_context(element)):
            self._walk(element)
            self._flush()

    def _read_quote(self, element: Element) -> None:
        pieces = self._inner(element)
        lines = [line for piece in pieces for line in _lines_of(piece)]
        last = _ATTRIBUTION.match(lines[-1]) if len(lines) > 1 else None
        attribution = last[1] if last else ""
        text = "\n".join(lines[:-1] if last else lines)
        self._add(QuotePiece(text, attribution) if text else None)
        self.pieces += [piece for piece in pieces if not _lines_of(piece)]

    def _read_list(self, element: Element) -> None:
        self._flush()
        items = [self._inner(child) for child in element if child.tag == "li"]
        items = [item for item in items if item]
        pieces = [piece for item in items for piece in item]
        if not all(
            isinstance(piece, TextPiece | ListPiece | ImagePiece) for piece in pieces
        ):
            # A list that only lays out headings, tables and text.
            self.pieces += pieces
            return
        self._add(_build_list(element, items))
        self.pieces += [piece for piece in pieces if isinstance(piece, ImagePiece)]

    def _read_table(self, element: Element) -> None:
        self._flush()
        self.pieces += read_table(element, self._inner)

    def _read_code(self, element: Element) -> None:
        text = clean_characters(text_of(element), self._problems).strip("\n")
        self._add(CodePiece(text) if text.strip() else None)


_READERS: dict[str, Callable[[Flow, Element], None]] = {
    "br": Flow._read_break,
    "img": Flow._read_image,
    "figure": Flow._read_figure,
    "blockquote": Flow._read_quote,
    "ul": Flow._read_list,
    "ol": Flow._read_list,
    "table": Flow._read_table,
    "pre": Flow._read_code,
    **{f"h{level}": Flow._read_heading for level in range(1, 7)},
}


def _with_mark(context: _Context, mark: Mark) -> _Context:
    if any(mark.tag == other.tag for other in context.marks):
        return context
    return replace(context, marks=(*context.marks, mark))


def _lines_of(piece: Piece) -> list[str]:
    match piece:
        case TextPiece() | HeadingPiece() | QuotePiece() | CodePiece():
            return piece.text.split("\n")
        case ListPiece():
            return list(piece.items)
        case _:
            return []


def _build_list(element: Element, items: list[list[Piece]]) -> ListPiece | None:
    htmls, texts, inlines = [], [], []
    for item in items:
        lines = [piece.inline for piece in item if isinstance(piece, TextPiece)]
        nested = [piece for piece in item if isinstance(piece, ListPiece)]
        if not (lines or nested):
            continue
        inlines += lines[:1]
        texts += [line.text for line in lines]
        texts += [text for piece in nested for text in piece.items]
        inner = join_lines(line.html for line in lines)
        htmls.append(f"<li>{inner}{_joined(piece.html for piece in nested)}</li>")
    if not htmls:
        return None
    html = f"<{element.tag}>{_joined(htmls)}</{element.tag}>"
    first = inlines[0] if inlines else Inline(())
    return ListPiece(html, tuple(texts), first, _start_of(element))


def _start_of(element: Element) -> int | None:
    if element.tag != "ol":
        return None
    start = element.get("start", "1")
    return int(start) if start.isdecimal() and len(start) < 4 else 1


def _joined(parts: Iterable[str]) -> str:
    return "".join(parts)
