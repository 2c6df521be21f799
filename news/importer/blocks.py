"""The pieces of a body as blocks of a story."""

import re
from dataclasses import dataclass, field
from typing import Any

from news.importer.inline import clean_rich_text
from news.importer.pieces import (
    CodePiece,
    HeadingPiece,
    ImagePiece,
    ListPiece,
    Piece,
    QuotePiece,
    TablePiece,
    TextPiece,
)

# A longer paragraph is kept and reported.
LONGEST_PARAGRAPH = 20_000
_LONGEST_ALT = 200
# What machines write into `alt`: no words about the picture.
_EMPTY_ALT = re.compile(
    r"(?:image|img|pic|picture|photo|图|图片|照片|配图)?\s*\d*|[\w.-]+\.\w{3,4}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """One block: its type and value as in the StreamField's JSON.

    `kind`, `text` and `options` are how the report and `expected.json` name it; a
    list is a paragraph in the StreamField, and a list there.
    """

    type: str
    value: Any
    text: str
    kind: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    # Of a block that had an id before; the others get one from what they say.
    identity: str = ""

    @property
    def fingerprint(self) -> list[Any]:
        """Return what the block says; of a picture, what it is and not its key."""
        if self.type != "image":
            return [self.type, self.value]
        said = {
            **self.value,
            "image": None,
            "src": self.options.get("hash") or self.reference,
        }
        return [self.type, said]

    @property
    def reference(self) -> str:
        """Return where the post has the file of this picture from."""
        return self.options.get("src") or self.value["address"]

    def as_report(self) -> list[Any]:
        """Return `[kind, text, options]`."""
        return [self.kind or self.type, self.text, self.options]


def make_block(piece: Piece, problems: set[str]) -> Block:
    """Return the block that a piece becomes."""
    match piece:
        case TextPiece():
            return _paragraph(piece, problems)
        case ListPiece():
            html, items = clean_rich_text(piece.html), "\n".join(piece.items)
            return Block("paragraph", html, items, kind="list")
        case HeadingPiece():
            text = piece.text.replace("\n", "")
            value = {"text": text, "level": str(piece.level)}
            return Block("heading", value, text, options={"level": piece.level})
        case ImagePiece():
            return _image(piece)
        case QuotePiece():
            return _quote(piece)
        case TablePiece():
            return _table(piece)
        case CodePiece():
            return Block("code", {"text": piece.text}, piece.text)


def _paragraph(piece: TextPiece, problems: set[str]) -> Block:
    if len(piece.text) > LONGEST_PARAGRAPH:
        problems.add("oversize_paragraph")
    html = clean_rich_text(f"<p>{piece.inline.html}</p>")
    return Block("paragraph", html, piece.text)


def _image(piece: ImagePiece) -> Block:
    alt = "" if _EMPTY_ALT.fullmatch(piece.alt) else piece.alt[:_LONGEST_ALT]
    caption = piece.caption or alt
    value = {
        "image": None,
        "address": piece.address,
        "caption": caption,
        "credit": "",
        "alt": alt,
    }
    return Block("image", value, caption, options={"src": piece.address})


def _quote(piece: QuotePiece) -> Block:
    value = {"text": piece.text, "attribution": piece.attribution}
    said_by = f"\n——{piece.attribution}" if piece.attribution else ""
    return Block("quote", value, piece.text + said_by)


def _table(piece: TablePiece) -> Block:
    value: dict[str, Any] = {
        "data": [list(row) for row in piece.rows],
        "table_caption": piece.caption,
        "table_header_choice": "row" if piece.header_rows else "neither",
        "first_row_is_table_header": bool(piece.header_rows),
        "first_col_is_header": False,
    }
    if piece.merged:
        value["mergeCells"] = [
            {
                "row": cell.row,
                "col": cell.column,
                "rowspan": cell.rowspan,
                "colspan": cell.colspan,
            }
            for cell in piece.merged
        ]
    options = {"caption": piece.caption, "header_rows": piece.header_rows}
    return Block("table", value, piece.text, options=options)
