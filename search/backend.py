"""The admin's search: Wagtail's PostgreSQL backend with the tokens of this project.

Stock PostgreSQL takes a Chinese sentence for one word. Here the index entries of
pages, pictures, documents and snippets hold our tokens, and so do the queries; the
parser of PostgreSQL sees neither. Readers search elsewhere: see `search.index`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice, repeat
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Expression, F, Model, Q, QuerySet, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres.postgres import (
    EMPTY_VECTOR,
    IndexEntry,
    ObjectIndexer,
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.index import AutocompleteField, Indexed, SearchField
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_content_type_pk

from search import words
from search.text import fold, phrase_tokens, runs, token_texts
from search.words import QueryToken

# Limits of PostgreSQL's tsvector; its size, 1 MB, is kept by the number of tokens.
_MAX_TOKENS = 40_000
_MAX_POSITION = 16_383
_MAX_POSITIONS_OF_TOKEN = 255
_VECTORS = ("title", "autocomplete", "body")


class TokenQuery(SearchQuery):
    """A tsquery written out, which no text search configuration parses."""

    template = "%(expressions)s::tsquery"

    def __init__(self, written: str, *, invert: bool = False) -> None:
        super().__init__(Value(written, output_field=TextField()), invert=invert)


def _as_vector(written: str) -> Expression:
    if not written:
        return EMPTY_VECTOR
    return Cast(Value(written, output_field=TextField()), SearchVectorField())


def _quoted(token: str) -> str:
    if token.isalnum():
        return f"'{token}'"
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def query_tokens(text: str) -> tuple[QueryToken, ...]:
    """Return the tokens of what somebody typed in the admin."""
    return words.merged(words.tokens(fold(text)))


def write_vector(texts: Iterable[tuple[str, str]]) -> str:
    """Return the tokens of (text, weight) pairs in the notation of tsvector."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    position = 0
    for text, weight in texts:
        # A step between two texts: no phrase reaches from one into the next.
        position += 2
        room = max(0, _MAX_TOKENS - position + 1)
        found = token_texts(fold(text))[:room]
        for token, place in zip(found, _places(position, weight), strict=False):
            places[token].append(place)
        position += len(found)
    return " ".join(
        [
            f"{_quoted(token)}:{_listed(found) if len(found) > 1 else found[0]}"
            for token, found in places.items()
        ]
    )


def write_words(texts: Iterable[tuple[str, str]]) -> str:
    """Return the tokens of whole texts in the notation of tsvector, without places.

    Places would only refine the order in which the admin lists what it found, and
    cost more than all else that is done with a story's body.
    """
    found: dict[str, None] = {}
    for text, _weight in texts:
        found.update(dict.fromkeys(token_texts(fold(text))))
    tokens = list(islice(found, _MAX_TOKENS))
    joined = "' '".join(tokens)
    # Hardly any text has a token with a mark that needs escaping.
    if joined.count("'") == 2 * (len(tokens) - 1) and "\\" not in joined:
        return f"'{joined}'"
    return " ".join(map(_quoted, tokens))


def _listed(found: list[str]) -> str:
    return ",".join(found[:_MAX_POSITIONS_OF_TOKEN])


def _places(start: int, weight: str) -> Iterator[str]:
    """Yield places with their weight from `start` on; the last one for ever."""
    known = _all_places(weight)
    return chain(islice(known, start, None), repeat(known[-1]))


@cache
def _all_places(weight: str) -> list[str]:
    return [f"{place}{weight}" for place in range(_MAX_POSITION + 1)]


def write_query(found: Sequence[QueryToken], operator: str) -> str:
    """Return tokens in the notation of tsquery: required ones for `&`, or any."""
    wanted = [token for token in found if token.is_required or operator != "and"]
    return (" & " if operator == "and" else " | ").join(
        _quoted(token.text) + (":*" if token.is_prefix else "") for token in wanted
    )


class TokenIndexer(ObjectIndexer):
    """What is written of one object."""

    def describe(self) -> dict[str, str]:
        """Return the columns of the object's entry; vectors in tsvector's notation."""
        titles: list[tuple[str, str]] = []
        bodies: list[tuple[str, str]] = []
        completed: list[tuple[str, str]] = []
        for search_field in self.search_fields:
            for field, weight, text in self.prepare_field(self.obj, search_field):
                if isinstance(field, AutocompleteField):
                    completed.append((text, weight))
                elif isinstance(field, SearchField):
                    found = titles if field.field_name == "title" else bodies
                    found.append((text, weight))
        return {
            "title": write_vector(titles),
            "autocomplete": write_vector(completed),
            "body": write_words(bodies),
            "title_text": _joined(titles),
            "body_text": _joined(bodies),
        }


def _joined(texts: Iterable[tuple[str, str]]) -> str:
    stripped = (text.strip() for text, _weight in texts)
    return " ".join(filter(None, stripped))


class TokenIndex(PostgresIndex):
    """The index entries, written from tokens."""

    def add_items(self, model: type[Indexed], objs: Iterable[Model]) -> None:
        """Write the entries of objects, in place of those they have."""
        if not model.get_search_fields():
            return
        described = {obj.pk: self.describe(obj) for obj in objs}
        self.entries.using(self.write_connection.alias).bulk_create(
            self._entries_of(model, described),
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "autocomplete", "body", "title_text", "body_text"],
        )

    def add_described(
        self, model: type[Indexed], described: Mapping[Any, Mapping[str, str]]
    ) -> None:
        """Write entries by the keys of their objects, where there are none yet."""
        self.entries.using(self.write_connection.alias).bulk_create(
            self._entries_of(model, described), ignore_conflicts=True
        )

    def describe(self, obj: Model) -> dict[str, str]:
        """Return what is indexed of an object; vectors in tsvector's notation."""
        return TokenIndexer(obj, self.backend).describe()

    def _entries_of(
        self, model: type[Indexed], described: Mapping[Any, Mapping[str, str]]
    ) -> list[IndexEntry]:
        """Return the entries, not saved, of objects by their keys."""
        content_type_id = get_content_type_pk(model)
        entries = [
            IndexEntry(content_type_id=content_type_id, object_id=str(pk), **columns)
            for pk, columns in described.items()
        ]
        for entry in entries:
            for name in _VECTORS:
                setattr(entry, name, _as_vector(getattr(entry, name)))
        return entries

    def _refresh_title_norms(self, full: bool = False) -> None:
        # It would average the whole table at each save; long titles are no worse.
        return


class TokenQueryCompiler(PostgresSearchQueryCompiler):
    """Queries of whole words."""

    def build_tsquery_content(
        self, query: Any, config: str | None = None, invert: bool = False
    ) -> SearchQuery:
        """Return the tsquery of a modelsearch query."""
        if isinstance(query, PlainText):
            found = self.plain_tokens(query.query_string)
            return TokenQuery(write_query(found, query.operator), invert=invert)
        if isinstance(query, Phrase):
            phrase = map(_quoted, phrase_tokens(fold(query.query_string)))
            written = " <-> ".join(phrase) or write_query(
                self.plain_tokens(query.query_string), "and"
            )
            return TokenQuery(written, invert=invert)
        return super().build_tsquery_content(query, config=config, invert=invert)

    def plain_tokens(self, text: str) -> Sequence[QueryToken]:
        """Return what to look for when somebody typed `text`."""
        return query_tokens(text)

    def get_fields_vectors(self, search_query: SearchQuery) -> list[tuple[F, float]]:
        """Return the stored vectors that hold the fields asked for.

        PostgreSQL cannot make tokens of a column, so a field other than the title
        is looked for in everything indexed of the object.
        """
        if list(self.search_fields) == ["title"]:
            return [(F("index_entries__title"), 1.0)]
        return self.get_index_vectors(search_query)


class TokenAutocompleteQueryCompiler(
    TokenQueryCompiler, PostgresAutocompleteQueryCompiler
):
    """Queries while somebody types, which the admin uses for nearly all its searches.

    Beside the autocomplete fields (of a page the title only) they look into all that
    is indexed, so that the explorer and the choosers find words of the body.
    """

    def plain_tokens(self, text: str) -> Sequence[QueryToken]:
        """Return the tokens; a Latin word at the end may have only begun."""
        found = query_tokens(text)
        last = next(reversed(list(runs(fold(text)))), None)
        if last is None or last.is_han:
            return found
        return [
            *query_tokens(fold(text)[: last.start]),
            QueryToken(last.text, is_prefix=True),
        ]

    def get_fields_vectors(self, search_query: SearchQuery) -> list[tuple[F, float]]:
        """Return the vector of the autocomplete fields."""
        return PostgresAutocompleteQueryCompiler.get_index_vectors(self, search_query)

    def search(
        self,
        config: str | None,
        start: int | None,
        stop: int | None,
        score_field: str | None = None,
        backend: PostgresSearchBackend | None = None,
    ) -> QuerySet:
        """Return what is found in the autocomplete fields or in any other."""
        if self.fields is not None or not isinstance(self.query, PlainText):
            return super().search(config, start, stop, score_field, backend)
        query = self.build_tsquery(self.query, config=config)
        title, body = F("index_entries__title"), F("index_entries__body")
        autocomplete = F("index_entries__autocomplete")
        queryset = self.queryset.annotate(
            _autocomplete_=autocomplete, _all_=CombinedExpression(title, "||", body)
        ).filter(Q(_autocomplete_=query) | Q(_all_=query))
        rank = self._build_rank_expression(
            [(title, 1.0), (autocomplete, 1.0), (body, 1.0)], config
        )
        return self._apply_ordering_and_scoring(
            queryset, rank, start, stop, score_field
        )


class SearchBackend(PostgresSearchBackend):
    """The class for WAGTAILSEARCH_BACKENDS."""

    query_compiler_class = TokenQueryCompiler
    autocomplete_query_compiler_class = TokenAutocompleteQueryCompiler
    index_class = TokenIndex
