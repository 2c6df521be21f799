"""Published stories with which a draft has much of its text in common.

From all parts of the draft the pairs of characters are taken that are rarest in the
index; the few stories that have most of them are read, and compared by their shingles:
stretches of SHINGLE letters, punctuation and spaces aside.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tantivy import Query, Searcher

from news.published.models import STORY_TYPE, PublishedDocument
from search.clauses import some
from search.index import current_reader
from search.schema import SCHEMA
from search.storage import SearchUnavailableError
from search.text import fold, story_tokens, written_characters

SHINGLE = 6
# A draft with fewer shingles is too short to say.
FEWEST_SHINGLES = 40
# What part of a draft stands in a published story for that to be pointed out.
LEAST_SHARE = 0.3
# Where the rare pairs come from: so many of each part, of so many that are looked up.
PARTS = 8
PAIRS_OF_PART = 5
LOOKED_UP = 60
# Stories that are read.
CANDIDATES = 6

_COLUMNS = ("page_id", "title", "path", "site", "parent_title", "published_at", "text")


@dataclass(frozen=True)
class Similar:
    """A published story, and what part of the draft stands in it: from 0 to 1."""

    document: PublishedDocument
    share: float
    _draft: "_Written" = field(repr=False)
    _common: frozenset[str] = field(repr=False)

    @cached_property
    def stretches(self) -> list[str]:
        """Return what stands in both, as the draft has it, the longest first."""
        return sorted(self._draft.stretches(self._common), key=len, reverse=True)


def find_similar(text: str, *, exclude: int | None = None) -> list[Similar]:
    """Return the published stories that a text repeats, the most alike first.

    `exclude` is the page that the text is of. Without an index there are none.
    """
    written = _Written.of(text)
    if len(written.shingles) < FEWEST_SHINGLES:
        return []
    try:
        page_ids = _candidates(current_reader().searcher, written.folded)
    except SearchUnavailableError:
        return []
    documents = PublishedDocument.objects.filter(type=STORY_TYPE, pk__in=page_ids)
    compared = (
        _compare(written, document)
        for document in documents.exclude(pk=exclude).only(*_COLUMNS)
    )
    alike = [similar for similar in compared if similar.share >= LEAST_SHARE]
    return sorted(alike, key=lambda similar: similar.share, reverse=True)


# Finding what may be alike.


def _candidates(searcher: Searcher, folded: str) -> list[int]:
    """Return the ids of the stories with most of the rare pairs."""
    clauses = [
        Query.const_score_query(Query.term_query(SCHEMA, "text", pair, "freq"), 1.0)
        for pair in _rare_pairs(searcher, folded)
    ]
    if not clauses:
        return []
    found = searcher.search(some(clauses), CANDIDATES, count=False).hits
    page_ids = searcher.fast_field_values("page_id", [hit[1] for hit in found])
    return [int(page_id) for page_id in page_ids if page_id is not None]


def _rare_pairs(searcher: Searcher, folded: str) -> set[str]:
    """Return the rarest tokens of each part of a text that any story has."""
    tokens, _ = story_tokens(folded)
    size = max(1, -(-len(tokens) // PARTS))
    pairs: set[str] = set()
    for start in range(0, len(tokens), size):
        part = list(dict.fromkeys(tokens[start : start + size]))
        sampled = part[:: max(1, len(part) // LOOKED_UP)]
        counted = ((searcher.doc_freq("text", token), token) for token in sampled)
        known = sorted(one for one in counted if one[0])
        pairs.update(token for _, token in known[:PAIRS_OF_PART])
    return pairs


# Comparing.


@dataclass(frozen=True)
class _Written:
    """A text without what stands between its letters, and its shingles."""

    text: str
    folded: str
    letters: str
    places: Sequence[int]
    shingles: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "_Written":
        folded = fold(text)
        letters_of = set(written_characters(folded))
        places = [at for at, one in enumerate(folded) if one in letters_of]
        letters = "".join(folded[place] for place in places)
        return cls(text, folded, letters, places, frozenset(_shingles(letters)))

    def stretches(self, common: frozenset[str]) -> Iterator[str]:
        """Yield the parts of the text that are made of these shingles."""
        spans: list[list[int]] = []
        for at, shingle in enumerate(_shingles(self.letters)):
            if shingle not in common:
                continue
            if spans and at <= spans[-1][1]:
                spans[-1][1] = at + SHINGLE
            else:
                spans.append([at, at + SHINGLE])
        for start, end in spans:
            yield self.text[self.places[start] : self.places[end - 1] + 1]


def _shingles(letters: str) -> Iterable[str]:
    return (letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1))


def _compare(draft: _Written, document: PublishedDocument) -> Similar:
    common = draft.shingles & _Written.of(document.text).shingles
    return Similar(document, len(common) / len(draft.shingles), draft, common)
