"""The parts of a body in their order, before they are known for what they are."""

from dataclasses import dataclass

from news.importer.inline import Inline

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TextPiece:
    """A paragraph, or a line that will turn out to be something else."""

    inline: Inline
    is_source: bool = False
    is_caption: bool = False
    is_centred: bool = False

    @property
    def text(self) -> str:
        """Return what a reader sees."""
        return self.inline.text


@dataclass(frozen=True)
class HeadingPiece:
    """A section heading; the level is that of the markup, 1 to 6."""

    inline: Inline
    level: int

    @property
    def text(self) -> str:
        """Return what a reader sees."""
        return self.inline.text


@dataclass(frozen=True)
class ImagePiece:
    """A picture by its address."""

    address: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class QuotePiece:
    """Lines set apart, and who said them."""

    text: str
    attribution: str = ""


@dataclass(frozen=True)
class ListPiece:
    """A list as rich text, its items as text, and its first item's number."""

    html: str
    items: tuple[str, ...]
    first: Inline
    start: int | None = None


@dataclass(frozen=True)
class MergedCell:
    """A cell over several rows or columns; both count from 0."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class TablePiece:
    """A table, its grid filled up with empty cells where cells are merged.

    `text` has a line a row, the cells that the post wrote joined by " | ".
    """

    rows: Rows
    header_rows: int
    caption: str
    merged: tuple[MergedCell, ...]
    text: str


@dataclass(frozen=True)
class CodePiece:
    """Text that keeps its spaces and lines."""

    text: str


Piece = (
    TextPiece
    | HeadingPiece
    | ImagePiece
    | QuotePiece
    | ListPiece
    | TablePiece
    | CodePiece
)
