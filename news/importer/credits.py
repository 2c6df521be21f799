"""Sort the pieces of a body: captions to their images, credits and promotion out."""

from dataclasses import replace

from news.importer.headings import LONGEST_STRONG
from news.importer.inline import Inline, Run
from news.importer.lines import (
    Credits,
    fits_caption,
    is_caption,
    is_promotion,
    read_closing_names,
    read_credit_line,
    read_dateline,
    read_source_line,
)
from news.importer.pieces import HeadingPiece, ImagePiece, ListPiece, Piece, TextPiece

# So many pieces from the start and from the end a name alone is a byline.
_EDGE = 4
_LONGEST_SOURCE_LINE = 80


def split_lines(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with credits and bold first lines cut off paragraphs.

    One paragraph often holds "作者：…<br>来源：…" or "<strong>小标题</strong><br>正文".
    """
    return [part for piece in pieces for part in _split(piece)]


def attach_captions(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with the captions after images made part of them."""
    attached: list[Piece] = []
    for piece in pieces:
        image = attached[-1] if attached else None
        if isinstance(image, ImagePiece) and _is_caption_of(piece, image):
            attached[-1] = replace(image, caption=_text_of(piece))
        else:
            attached.append(piece)
    return attached


def read_credits(
    pieces: list[Piece], problems: set[str]
) -> tuple[list[Piece], Credits]:
    """Return the pieces that readers get as text, and what the others said."""
    said, source = Credits(), ""
    kept: list[Piece] = []
    for number, piece in enumerate(pieces):
        at_edge = number < _EDGE or number >= len(pieces) - _EDGE
        if _names_source(piece):
            source = source or read_source_line(_text_of(piece))
        elif line := _read_line(piece, at_edge=at_edge):
            said = said.plus(line)
        elif _is_promotion(piece):
            problems.add("boilerplate_removed")
        else:
            kept.append(piece)
            if names := read_dateline(_text_of(piece)):
                said = said.plus(Credits(byline=names))
    # The paper's own source line counts for more than one in the text.
    said = replace(said, source=source or said.source)
    closing = read_closing_names(_text_of(kept[-1])) if kept else ()
    return kept, said.plus(Credits(byline=closing))


def _split(piece: Piece) -> list[Piece]:
    if isinstance(piece, ListPiece):
        return [_without_lone_number(piece)]
    if not isinstance(piece, TextPiece) or "\n" not in piece.text:
        return [piece]
    lines = [replace(piece, inline=line) for line in piece.inline.lines()]
    if any(_read_line(line, at_edge=False) for line in lines):
        return list(lines)
    if lines[0].inline.is_strong and len(lines[0].text) <= LONGEST_STRONG:
        first, rest = piece.inline.split_first_line()
        return [replace(piece, inline=first), replace(piece, inline=rest)]
    return [piece]


def _without_lone_number(piece: ListPiece) -> Piece:
    """Return "1. 小标题" as text: Markdown takes each such line for a list."""
    if piece.start is None or len(piece.items) != 1 or not piece.first.runs:
        return piece
    number = Run(f"{piece.start}. ", piece.first.runs[0].marks)
    return TextPiece(Inline((number, *piece.first.runs)))


def _is_caption_of(piece: Piece, image: ImagePiece) -> bool:
    if not isinstance(piece, TextPiece) or piece.is_source or image.caption:
        return False
    is_aside = piece.is_centred and not piece.inline.is_strong
    says_so = piece.is_caption or is_aside or is_caption(piece.text)
    return says_so and fits_caption(piece.text)


def _names_source(piece: Piece) -> bool:
    return (
        isinstance(piece, TextPiece)
        and piece.is_source
        and len(piece.text) <= _LONGEST_SOURCE_LINE
    )


def _read_line(piece: Piece, *, at_edge: bool) -> Credits | None:
    if isinstance(piece, HeadingPiece):
        return read_credit_line(piece.text, at_edge=False)
    if isinstance(piece, TextPiece):
        return read_credit_line(piece.text, at_edge=at_edge)
    return None


def _is_promotion(piece: Piece) -> bool:
    return isinstance(piece, TextPiece) and is_promotion(piece.text)


def _text_of(piece: Piece) -> str:
    return piece.text if isinstance(piece, TextPiece) else ""
