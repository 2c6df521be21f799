"""Section headings: which short lines are one.

The rules and their order are those of the newsroom's archive: of 947 headings in
real posts, half have 7 characters or fewer and 99 of 100 have 39 or fewer.
"""

import re

from news.importer.characters import HAN
from news.importer.pieces import HeadingPiece, ImagePiece, Piece, TextPiece

LONGEST_STRONG = 45
LONGEST_PLAIN = 30
# What HeadingBlock takes; longer than that is a paragraph, whatever its tag.
LONGEST_TAGGED = 100
_SHORT_RUN = 3
_LEVEL = 2

_NUMERALS = "一二三四五六七八九十百"
_NUMBER_ALONE = re.compile(rf"(?:\d{{1,2}}|[{_NUMERALS}]{{1,3}}|[①-⑳])[.、．]?")
_ENUMERATED = re.compile(
    rf"(?:[{_NUMERALS}]{{1,3}}、|[（(][{_NUMERALS}\d]{{1,3}}[）)]|\d{{1,2}}\s*[.．、](?!\d)"
    rf"|第[{_NUMERALS}\d]{{1,3}}[章节部][分]?)"
)
# "一是……" and "二要……" open a sentence.
_RUN_IN = re.compile(rf"[{_NUMERALS}]{{1,2}}[是要为]")
_CLOSING_MARKS = "。；：，、…！？.!?;:,"
_STRONG_ENDS = "。；：，…！"
_QUOTES = "”’\"'」』）)》"
_SPEAKER = re.compile(rf"(?!第)[{HAN}·]{{2,4}}[：:]")
_BRACKETED = re.compile(r"[（(【\[].*[）)】\]]", re.DOTALL)
_NO_HEADING = re.compile(
    r"https?://|www\.|\S@\S|电话|\d{4}年\d{1,2}月\d{1,2}日$|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
)


def find_headings(pieces: list[Piece], problems: set[str]) -> list[Piece]:
    """Return the pieces with the headings among the paragraphs made such."""
    found = [_decide(pieces, number, problems) for number in range(len(pieces))]
    return _level(found)


def _decide(pieces: list[Piece], number: int, problems: set[str]) -> Piece:
    piece = pieces[number]
    is_last = all(isinstance(other, ImagePiece) for other in pieces[number + 1 :])
    if isinstance(piece, HeadingPiece):
        return _check_tagged(piece, is_last=is_last)
    if not isinstance(piece, TextPiece) or is_last or len(piece.text) > LONGEST_STRONG:
        return piece
    if _is_heading(pieces, number, piece, problems):
        return HeadingPiece(piece.inline, _LEVEL)
    return piece


def _check_tagged(piece: HeadingPiece, *, is_last: bool) -> Piece:
    is_sentence = len(piece.text) > LONGEST_STRONG and piece.text.endswith("。")
    if is_last or is_sentence or len(piece.text) > LONGEST_TAGGED:
        return TextPiece(piece.inline)
    return piece


def _is_heading(
    pieces: list[Piece], number: int, piece: TextPiece, problems: set[str]
) -> bool:
    text = piece.text
    if _NUMBER_ALONE.fullmatch(text):
        return True
    if piece.inline.is_strong and "\n" not in text:
        return text[-1] not in _STRONG_ENDS and not _RUN_IN.match(text)
    if not _is_short(text) or not _precedes_sentence(pieces, number):
        return False
    if _ENUMERATED.match(text):
        return not _is_closed(text)
    return _is_plain_heading(pieces, number, text, problems)


def _is_plain_heading(
    pieces: list[Piece], number: int, text: str, problems: set[str]
) -> bool:
    if not _could_be_plain(text) or _is_in_short_run(pieces, number):
        return False
    if not any(isinstance(piece, TextPiece) for piece in pieces[:number]):
        return False
    if text[-1] in "？?" or isinstance(pieces[number - 1], ImagePiece):
        problems.add("ambiguous_heading")
        return False
    return not _is_closed(text)


def _could_be_plain(text: str) -> bool:
    is_other = _BRACKETED.fullmatch(text) or _SPEAKER.match(text) or _RUN_IN.match(text)
    return not is_other and not _NO_HEADING.search(text)


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST_PLAIN and "\n" not in text


def _is_closed(text: str) -> bool:
    """Return whether a line ends like a sentence; a closing quote does not count."""
    bare = text.rstrip(_QUOTES) or text
    return bare[-1] in _CLOSING_MARKS


def _precedes_sentence(pieces: list[Piece], number: int) -> bool:
    for piece in pieces[number + 1 :]:
        if isinstance(piece, ImagePiece):
            continue
        return isinstance(piece, TextPiece) and _is_sentence(piece)
    return False


def _is_sentence(piece: TextPiece) -> bool:
    return len(piece.text) > LONGEST_STRONG or _is_closed(piece.text)


def _is_in_short_run(pieces: list[Piece], number: int) -> bool:
    """Return whether three or more short lines stand together: verse, navigation."""
    count = 1
    for step in (-1, 1):
        place = number + step
        while 0 <= place < len(pieces) and _is_short_line(pieces[place]):
            count += 1
            if count >= _SHORT_RUN:
                return True
            place += step
    return False


def _is_short_line(piece: Piece) -> bool:
    return (
        isinstance(piece, TextPiece)
        and _is_short(piece.text)
        and not piece.inline.is_strong
        and not piece.text.endswith("。")
    )


def _level(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with heading levels 2 and 3, the highest of them 2."""
    levels = [piece.level for piece in pieces if isinstance(piece, HeadingPiece)]
    top = min(levels, default=_LEVEL)
    return [
        HeadingPiece(piece.inline, 2 if piece.level == top else 3)
        if isinstance(piece, HeadingPiece)
        else piece
        for piece in pieces
    ]
