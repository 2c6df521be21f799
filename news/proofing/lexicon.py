"""The word lists of the house as one automaton, kept by each process."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from ahocorasick_rs import AhoCorasick, MatchKind

from news.models import ProofingTerm, ProofingVersion
from news.models.proofing import TermKind


@dataclass
class Lexicon:
    """All terms as they were when the version was read."""

    version: str
    # Term or longer phrase that shields one -> the term, None for a phrase.
    entries: dict[str, ProofingTerm | None] = field(default_factory=dict)

    @classmethod
    def of(cls, version: str, terms: Iterable[ProofingTerm]) -> Self:
        """Build a lexicon of terms."""
        lexicon = cls(version)
        for term in terms:
            lexicon.entries[term.word] = term
            for phrase in _shields(term):
                lexicon.entries.setdefault(phrase, None)
        return lexicon

    @cached_property
    def _words(self) -> list[str]:
        return list(self.entries)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def titles(self) -> list[str]:
        """Return all titles of the people in the lists and their deputies', longest first."""
        known = {
            title
            for term in self.entries.values()
            if term is not None and term.kind == TermKind.NAME
            for title in term.titles
        }
        known |= {f"副{title}" for title in known}
        return sorted(known, key=len, reverse=True)

    def matches(self, text: str) -> Iterator[tuple[ProofingTerm, int, int]]:
        """Yield the terms in a text with their places; what is shielded is left out."""
        if not self.entries:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            term = self.entries[self._words[number]]
            if term is not None and not _is_inside_word(text, start, end):
                yield term, start, end


def lexicon() -> Lexicon:
    """Return the lists; one small query says whether those in memory are still true."""
    global _known
    # Read before the terms: what is written in between is read again the next time.
    version = str(ProofingVersion.objects.values_list("version", flat=True).first())
    if _known is None or _known.version != version:
        _known = Lexicon.of(version, ProofingTerm.objects.all())
    return _known


_known: Lexicon | None = None


def _shields(term: ProofingTerm) -> Iterator[str]:
    """Yield the longer phrases in which a term is right; its correction may be one."""
    yield from term.exception_list
    is_name = term.kind == TermKind.NAME
    if not is_name and term.word in term.replacement:
        yield term.replacement


def _is_inside_word(text: str, start: int, end: int) -> bool:
    """Return whether a term in Latin letters is only a part of a longer word."""
    return _joins(text, start) or _joins(text, end)


def _joins(text: str, place: int) -> bool:
    return 0 < place < len(text) and all(
        letter.isascii() and letter.isalnum() for letter in text[place - 1 : place + 1]
    )
