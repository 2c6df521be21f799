"""The body of a post as blocks, and what it says about the story."""

from dataclasses import dataclass

from news.importer.blocks import Block, make_block
from news.importer.credits import attach_captions, read_credits, split_lines
from news.importer.flow import Flow
from news.importer.headings import find_headings
from news.importer.inline import Inline, Run
from news.importer.lines import Credits
from news.importer.markdown import remove_liquid, render_markdown
from news.importer.markup import parse_html
from news.importer.pieces import HeadingPiece, ImagePiece, Piece, QuotePiece, TextPiece
from news.importer.shortcodes import read_shortcodes


@dataclass(frozen=True)
class ParsedBody:
    """A story's blocks, its credits and its summary ('' when it has none)."""

    blocks: tuple[Block, ...]
    credits: Credits
    summary: str


def parse_body(
    body: str, problems: set[str], *, title: str = "", is_html: bool = False
) -> ParsedBody:
    """Return the parts of a body in Markdown or HTML, its tail already cut off.

    `title` is the story's: a heading that only repeats it is dropped.
    """
    body = remove_liquid(read_shortcodes(body), problems)
    html = body if is_html else render_markdown(body, problems)
    pieces = Flow(problems).read(parse_html(html, problems))
    pieces = attach_captions(split_lines(_without_title(pieces, title)))
    pieces, said = read_credits(pieces, problems)
    summary = ""
    if body.lstrip().startswith(">"):
        pieces, summary = _cut_summary(pieces)
    blocks = tuple(
        make_block(piece, problems) for piece in find_headings(pieces, problems)
    )
    if not blocks:
        problems.add("no_body")
    if not said.source:
        problems.add("missing_source")
    return ParsedBody(blocks, said, summary)


def _without_title(pieces: list[Piece], title: str) -> list[Piece]:
    first = pieces[0] if pieces else None
    if isinstance(first, HeadingPiece) and first.text == title:
        return pieces[1:]
    return pieces


def _cut_summary(pieces: list[Piece]) -> tuple[list[Piece], str]:
    """Return the pieces and the digest that stood above them.

    A digest that nothing follows is the story itself: a paragraph.
    """
    first = pieces[0] if pieces else None
    if not isinstance(first, QuotePiece):
        return pieces, ""
    text = first.text.replace("\n", "")
    if all(isinstance(piece, ImagePiece) for piece in pieces[1:]):
        return [TextPiece(Inline((Run(text),))), *pieces[1:]], ""
    return pieces[1:], text
