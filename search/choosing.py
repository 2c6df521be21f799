"""Which of very many stories are looked at, to find the best of them.

Tantivy could skip blocks of stories that cannot be among the best, but not as its Python
collects them: that goes through every story with any of the words. Two things spare it
most of them. Where all that is found has every word, these do not tell which is better,
but how much they weigh there does (search.weights): stories are looked for from the
highest level down, until there are enough. Where it has some of the words, one that most
stories have says next to nothing: the rarest choose, as many as are soon gone through.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import log
from typing import NamedTuple

from tantivy import Query, Searcher

from search.bonuses import title_bonuses
from search.clauses import Conditions, some
from search.matching import Ranked, Words, number_with, weighed
from search.query import SearchQuery
from search.schema import SCHEMA, STORY
from search.weights import LEVELS, heavy_term, weight_of
from search.words import QueryToken

# So many are chosen, the same number for every page: of very many stories with some
# words, enough have every word.
CANDIDATES = 300
# Words choose until they have let so many stories be gone through.
_GONE_THROUGH = 500_000
# With more stories than this a word, to go through all takes longer than to choose.
_MUCH = 100_000
# A word that no more stories have is looked for in all of them.
_FEW = 10_000
# Levels are gone down until so many stories have some word at one of them.
_ENOUGH = 100_000
# BM25 without its weight, which goes up to 1, and the inverse document frequency.
_FACTOR = 2.2


class Choice(NamedTuple):
    """The most promising stories, and the words that their scores are still without."""

    hits: Ranked
    unscored: Sequence[QueryToken]


def choose(
    searcher: Searcher, query: SearchQuery, limits: Conditions, words: Words
) -> Choice | None:
    """Choose CANDIDATES stories among those that have `words` of a query.

    None where all of them are as soon looked at, and where there are not so many.
    """
    numbers = {token: _number(searcher, token) for token in query.tokens}
    if sum(numbers.values()) <= _MUCH * len(numbers):
        return None
    telling = _telling(searcher, numbers) if words is Words.SOME else []
    if telling:
        unscored = [token for token in query.tokens if token not in telling]
        # Of terms alone: of clauses of several kinds the same takes twice as long.
        found = search(searcher, some(map(weighed, telling)), limits, CANDIDATES)
    else:
        unscored = list(query.tokens)
        rough = some([*_by_weight(searcher, numbers), *title_bonuses(query)])
        found = search(searcher, rough, limits, CANDIDATES)
        found = [(0.0, address) for _, address in found]
    return Choice(found, unscored) if len(found) == CANDIDATES else None


def search(searcher: Searcher, clause: Query, limits: Conditions, depth: int) -> Ranked:
    """Return the best stories by a clause, of those under conditions."""
    narrowed = limits.among([clause]) if limits else clause
    return searcher.search(narrowed, depth, count=False).hits


def _telling(searcher: Searcher, numbers: Mapping[QueryToken, int]) -> list[QueryToken]:
    """Return the rarest of the words, without those that most stories have."""
    half = searcher.doc_freq("kind", STORY) / 2
    telling: list[QueryToken] = []
    seen = 0
    for token in sorted(numbers, key=numbers.__getitem__):
        seen += numbers[token]
        if numbers[token] >= half or (telling and seen > _GONE_THROUGH):
            break
        telling.append(token)
    return telling


def _number(searcher: Searcher, token: QueryToken) -> int:
    """Return how many stories have a token; 0 for one with alternatives."""
    return 0 if token.alternatives else number_with(searcher, token)


def _by_weight(
    searcher: Searcher, numbers: Mapping[QueryToken, int]
) -> Iterator[Query]:
    """Yield the clauses for the stories in which one of the words weighs most."""
    total = searcher.doc_freq("kind", STORY)
    worths: dict[str, float] = {}
    for token, number in numbers.items():
        if number <= _FEW:
            yield weighed(token)
        elif not token.is_prefix:
            rarity = log(1 + (total - number + 0.5) / (number + 0.5))
            worths[token.text] = token.weight * _FACTOR * rarity
    seen = 0
    for level in reversed(range(LEVELS)):
        for word, worth in worths.items():
            term = heavy_term(word, level)
            if number := searcher.doc_freq("heavy", term):
                seen += number
                heavy = Query.term_query(SCHEMA, "heavy", term, "basic")
                yield Query.const_score_query(heavy, worth * weight_of(level))
        if seen >= _ENOUGH:
            break
