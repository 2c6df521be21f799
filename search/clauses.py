"""The parts of a query as Tantivy's clauses."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone
from tantivy import FieldType, Occur, Query

from search.query import Filter, SearchQuery
from search.schema import SCHEMA
from search.text import phrase_tokens, pieces, runs, with_neighbours
from search.words import QueryToken


class Conditions(NamedTuple):
    """What every story found fulfils beside its words, and what none does."""

    wanted: list[Query]
    unwanted: list[Query]

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def among(self, clauses: Iterable[Query]) -> Query:
        """Return the clause for all of `clauses` under the conditions."""
        return every([*self.wanted, *clauses], unwanted=self.unwanted)


def conditions(query: SearchQuery, site_id: int | None) -> Conditions:
    """Return the conditions of a query, which add nothing to a score.

    The one entry that is no story, the mark, is of no site. Without `site_id` the
    stories of all sites are wanted; then something else must keep the mark away.
    """
    wanted = [
        *(_unscored(_anywhere(phrase)) for phrase in query.phrases),
        *(_filter(one) for one in query.filters if not one.is_excluded),
        *map(_unscored, _published(query.after, query.before)),
    ]
    if site_id is not None:
        wanted.append(_unscored_term("site", str(site_id)))
    unwanted = [
        *(literal("text", text) for text in query.excluded),
        *(_filter(one) for one in query.filters if one.is_excluded),
    ]
    return Conditions(wanted, unwanted)


def _unscored(clause: Query) -> Query:
    return Query.const_score_query(clause, 0.0)


def _unscored_term(field: str, value: str) -> Query:
    return _unscored(Query.term_query(SCHEMA, field, value, "basic"))


def _filter(condition: Filter) -> Query:
    """Return the clause for any of a filter's values."""
    terms = [_unscored_term(condition.key, value) for value in condition.values]
    return terms[0] if len(terms) == 1 else some(terms)


def _published(
    after: datetime.date | None, before: datetime.date | None
) -> list[Query]:
    if after is None and before is None:
        return []
    lower = None if after is None else _first_second(after)
    upper = None if before is None else _first_second(before) - 1
    return [number_range("published_at", lower, upper)]


def number_range(field: str, lower: int | None, upper: int | None) -> Query:
    """Return the clause for a number from `lower` up to and with `upper`."""
    return Query.range_query(
        SCHEMA, field, FieldType.Integer, lower_bound=lower, upper_bound=upper
    )


def _first_second(day: datetime.date) -> int:
    """Return the first second of a day in the paper's time zone."""
    midnight = datetime.datetime.combine(day, datetime.time.min)
    return int(timezone.make_aware(midnight).timestamp())


def token_clause(token: QueryToken, field: str = "text") -> Query:
    """Return the clause for a token, or for a text that may stand in its place."""
    if token.is_prefix:
        clause = Query.term_query(SCHEMA, f"{field}_characters", token.text, "freq")
    else:
        clause = Query.term_query(SCHEMA, field, token.text, "freq")
    if not token.alternatives:
        return clause
    return some([clause, *(literal(field, text) for text in token.alternatives)])


def found_clause(token: QueryToken) -> Query:
    """Return the clause for a token, also as a part of a longer word or number."""
    if not token.piece:
        return token_clause(token)
    return some([token_clause(token), _piece(token.piece)])


def _piece(text: str) -> Query:
    """Return the clause for a word with its neighbours, in whatever they are a part."""
    found = pieces(text)
    if len(found) > 1:
        return Query.phrase_query(SCHEMA, "pieces", list(found))
    if found:
        return Query.term_query(SCHEMA, "pieces", found[0], "freq")
    return Query.term_query(SCHEMA, "text_characters", text, "freq")


def _anywhere(text: str) -> Query:
    """Return the clause for a text as written, its ends maybe parts of longer words."""
    words = [run for run in runs(text) if not run.is_han]
    if not words:
        return literal("text", text)
    inside = every(
        literal("text", run.text)
        if run.is_han
        else _piece(with_neighbours(text, run.start, run.end))
        for run in runs(text)
    )
    return some([literal("text", text), inside])


def literal(field: str, text: str) -> Query:
    """Return the clause for a text as written, punctuation and spaces aside."""
    words = phrase_tokens(text)
    if len(words) > 1:
        return Query.phrase_query(SCHEMA, field, list(words))
    if words:
        return Query.term_query(SCHEMA, field, words[0], "freq")
    return every(
        token_clause(QueryToken(run.text, is_prefix=True), field) for run in runs(text)
    )


def every(wanted: Iterable[Query], *, unwanted: Iterable[Query] = ()) -> Query:
    """Return the clause for all of `wanted` and none of `unwanted`."""
    parts, others = list(wanted), list(unwanted)
    if len(parts) == 1 and not others:
        return parts[0]
    return Query.boolean_query(
        [
            *((Occur.Must, part) for part in parts),
            *((Occur.MustNot, part) for part in others),
        ]
    )


def some(parts: Iterable[Query]) -> Query:
    """Return the clause for at least one of `parts`."""
    found = list(parts)
    if len(found) == 1:
        # Alone it stays what it is: Tantivy goes through terms fastest.
        return found[0]
    return Query.boolean_query([(Occur.Should, part) for part in found])
