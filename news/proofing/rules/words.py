"""The word lists of the house: 错别字, 禁用与慎用词, 人名职务."""

import re
from collections.abc import Iterator

from news.models import ProofingTerm
from news.models.proofing import TermKind
from news.proofing.draft import Draft, Piece
from news.proofing.findings import Finding, Severity
from news.proofing.lexicon import Lexicon, lexicon
from news.proofing.rules import rule

# Titles that people had before: 原县长, 时任县长.
_FORMER = re.compile("(?:原|前|前任|时任|曾任|历任|老)$")


@rule
def listed_words(draft: Draft) -> Iterator[Finding]:
    """Find the words that the house does not want, and titles that are not true."""
    known = lexicon()
    for piece in draft.fields:
        for term, start, end in known.matches(piece.text):
            if term.kind == TermKind.NAME:
                yield from _untrue_title(known, piece, term, start, end)
            else:
                yield _unwanted(piece, term, start, end)


def _unwanted(piece: Piece, term: ProofingTerm, start: int, end: int) -> Finding:
    message = _MESSAGES[TermKind(term.kind), bool(term.replacement)].format(
        word=term.word, right=term.replacement
    )
    return piece.found(
        "word",
        Severity(term.severity),
        _with_note(message, term),
        start,
        end,
        suggestion=term.replacement or None,
    )


_MESSAGES = {
    (TermKind.TYPO, True): "“{word}”应为“{right}”。",
    (TermKind.TYPO, False): "“{word}”是错误的写法。",
    (TermKind.DISCOURAGED, True): "“{word}”不宜使用，建议改为“{right}”。",
    (TermKind.DISCOURAGED, False): "“{word}”不宜使用。",
}


def _with_note(message: str, term: ProofingTerm) -> str:
    return f"{message}{term.note}" if term.note else message


def _untrue_title(
    known: Lexicon, piece: Piece, term: ProofingTerm, start: int, end: int
) -> Iterator[Finding]:
    """Yield a finding when another title of the lists stands right before a name."""
    before = piece.text[:start]
    title = next((title for title in known.titles if before.endswith(title)), None)
    if title is None or title in term.titles:
        return
    if _FORMER.search(before[: -len(title)]):
        return
    right = "、".join(term.titles)
    yield piece.found(
        "title",
        Severity(term.severity),
        _with_note(f"词表里{term.word}的职务是“{right}”，不是“{title}”。", term),
        start - len(title),
        end,
        suggestion=f"{right}{term.word}" if len(term.titles) == 1 else None,
    )
