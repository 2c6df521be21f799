"""A story as the rules read it: pieces of plain text, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from news.proofing.findings import Finding, Severity
from news.proofing.plain import plain_text

if TYPE_CHECKING:
    from news.models import NewsPage

# The plain fields of a story, in the order of the editor's form.
FIELDS = ("kicker", "title", "subtitle", "summary")


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one field, or of one block or a part of it."""

    field: str
    block_id: str | None
    text: str
    part: str = ""
    block_type: str = ""

    @property
    def is_prose(self) -> bool:
        """Return whether these are sentences, not figures in cells or programs."""
        return self.block_type not in ("code", "table")

    def found(
        self, rule: str, severity: Severity, message: str, *span: int, **more: Any
    ) -> Finding:
        """Return a finding of this piece, about `text[start:end]` or all of it."""
        start, end = span or (None, None)
        return Finding(
            rule=rule,
            severity=severity,
            message=message,
            field=self.field,
            block_id=self.block_id,
            part=self.part,
            start=start,
            end=end,
            excerpt=self.text[start:end] if span else "",
            **more,
        )


@dataclass
class Draft:
    """A story in memory with its words; what is in the database may be older."""

    story: "NewsPage"
    fields: list[Piece]

    @classmethod
    def of(cls, story: "NewsPage") -> Self:
        """Read a story."""
        return cls(story, [*_fields_of(story), *_blocks_of(story)])

    @cached_property
    def prose(self) -> list[Piece]:
        """Return the pieces that are sentences."""
        return [piece for piece in self.fields if piece.is_prose]

    @cached_property
    def text(self) -> str:
        """Return all words, a piece a line."""
        return "\n".join(piece.text for piece in self.fields)

    @cached_property
    def _order(self) -> dict[tuple[str, str | None], int]:
        places: dict[tuple[str, str | None], int] = {}
        for piece in self.fields:
            places.setdefault((piece.field, piece.block_id), len(places))
        for block in self.story.body:
            places.setdefault(("body", block.id), len(places))
        return places

    def place_of(self, finding: Finding) -> tuple[int, int]:
        """Return where a finding stands, for sorting; what has no place comes last."""
        order = self._order.get((finding.field, finding.block_id), len(self._order))
        return (order, finding.start or 0)


def _fields_of(story: "NewsPage") -> Iterator[Piece]:
    for name in FIELDS:
        if text := getattr(story, name):
            yield Piece(name, None, text)


def _blocks_of(story: "NewsPage") -> Iterator[Piece]:
    for block in story.body:
        for part, text in _parts_of(block):
            if text:
                yield Piece("body", block.id, text, part, block.block_type)


# The parts of a block that hold words for readers.
_PARTS = {
    "heading": ("text",),
    "quote": ("text", "attribution"),
    "image": ("caption", "credit", "alt"),
    "code": ("text",),
}


def _parts_of(block: Any) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each part of a block; a paragraph has one, unnamed."""
    if block.block_type == "paragraph":
        yield "", plain_text(block.value.source)
    for part in _PARTS.get(block.block_type, ()):
        yield part, block.value.get(part) or ""
    if block.block_type == "table" and block.value:
        yield "table_caption", block.value.get("table_caption") or ""
        for row, cells in enumerate(block.value.get("data") or []):
            for column, cell in enumerate(cells):
                yield f"data.{row}.{column}", str(cell or "")
