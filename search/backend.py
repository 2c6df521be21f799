"""The admin's search: Wagtail's PostgreSQL backend with the tokens of this project.

Stock PostgreSQL takes a Chinese sentence for one word. Here the index entries of
pages, pictures, documents and snippets hold our tokens, and so do the queries; the
parser of PostgreSQL sees neither. Readers search elsewhere: see `search.index`.
"""

from collections.abc import Iterable, Sequence
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
from modelsearch.index import Indexed
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_content_type_pk

from search import words
from search.text import fold, phrase_tokens, runs, tokens
from search.words import QueryToken

# Limits of PostgreSQL's tsvector; its size, 1 MB, is kept by the number of tokens.
_MAX_TOKENS = 40_000
_MAX_POSITION = 16_383
_MAX_POSITIONS_OF_TOKEN = 255


class TokenQuery(SearchQuery):
    """A tsquery written out, which no text search configuration parses."""

    template = "%(expressions)s::tsquery"

    def __init__(self, written: str, *, invert: bool = False) -> None:
        super().__init__(Value(written, output_field=TextField()), invert=invert)


def _quoted(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def query_tokens(text: str) -> tuple[QueryToken, ...]:
    """Return the tokens of what somebody typed in the admin."""
    return words.merged(words.tokens(fold(text)))


def write_vector(texts: Iterable[tuple[str, str]]) -> str:
    """Return the tokens of (text, weight) pairs in the notation of tsvector."""
    places: dict[str, list[str]] = {}
    position = 0
    for text, weight in texts:
        # A step between two texts: no phrase reaches from one into the next.
        position += 2
        for token in tokens(fold(text)):
            if position > _MAX_TOKENS:
                break
            found = places.setdefault(token.text, [])
            if len(found) < _MAX_POSITIONS_OF_TOKEN:
                found.append(f"{min(position, _MAX_POSITION)}{weight}")
            position += 1
    return " ".join(
        f"{_quoted(token)}:{','.join(found)}" for token, found in places.items()
    )


def write_query(found: Sequence[QueryToken], operator: str) -> str:
    """Return tokens in the notation of tsquery: required ones for `&`, or any."""
    wanted = [token for token in found if token.is_required or operator != "and"]
    return (" & " if operator == "and" else " | ").join(
        _quoted(token.text) + (":*" if token.is_prefix else "") for token in wanted
    )


class TokenIndexer(ObjectIndexer):
    """What is written of one object."""

    def as_vector(
        self, texts: Sequence[tuple[str, str]], for_autocomplete: bool = False
    ) -> Expression:
        """Return the vector of our tokens."""
        written = write_vector(texts)
        if not written:
            return EMPTY_VECTOR
        return Cast(Value(written, output_field=TextField()), SearchVectorField())


class TokenIndex(PostgresIndex):
    """The index entries, written from tokens."""

    def add_items(self, model: type[Indexed], objs: Iterable[Model]) -> None:
        """Write the entries of objects, in place of those they have."""
        if not model.get_search_fields():
            return
        content_type_id = get_content_type_pk(model)
        entries = [
            IndexEntry(
                content_type_id=content_type_id,
                object_id=indexer.id,
                title=indexer.title,
                autocomplete=indexer.autocomplete,
                body=indexer.body,
                title_text=indexer.title_text,
                body_text=indexer.body_text,
            )
            for indexer in (TokenIndexer(obj, self.backend) for obj in objs)
        ]
        self.entries.using(self.write_connection.alias).bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "autocomplete", "body", "title_text", "body_text"],
        )

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
