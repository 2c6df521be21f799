"""What a story scores beside its words: for stretches that stand there as typed."""

from collections.abc import Iterable

from tantivy import Occur, Query

from search.clauses import literal
from search.query import SearchQuery

TITLE_BONUS = 10.0
TEXT_BONUS = 5.0
# Of what was typed with many breaks, the first stretches tell the stories apart.
_MAX_SPANS = 8


def title_bonuses(query: SearchQuery) -> list[Query]:
    """Return a clause for each stretch typed, in the title, with what it adds."""
    return _bonuses(query, "title", TITLE_BONUS)


def text_bonuses(query: SearchQuery) -> list[Query]:
    """Return a clause for each stretch typed, in the text, with what it adds."""
    return _bonuses(query, "text", TEXT_BONUS)


def _bonuses(query: SearchQuery, field: str, bonus: float) -> list[Query]:
    return [
        Query.const_score_query(literal(field, span), bonus)
        for span in query.spans[:_MAX_SPANS]
    ]


def with_bonuses(clause: Query, bonuses: Iterable[Query]) -> Query:
    """Return the clause to whose scores others add what they are worth."""
    for bonus in bonuses:
        # One within the other: of several in one, every story with any is visited.
        clause = Query.boolean_query([(Occur.Must, clause), (Occur.Should, bonus)])
    return clause
