"""What a story is in the index: its fields, and the tokens that stand in them.

`text` holds the tokens of everything a reader may look for, the title three times;
its positions answer phrases. Filters are folded whole values. The fast fields are
read back by document: for order, and for counts by category, source, tag and year.
"""

import datetime
from dataclasses import dataclass

from tantivy import (
    Document,
    Index,
    Schema,
    SchemaBuilder,
    TextAnalyzerBuilder,
    Tokenizer,
)

from search.text import fold, tokens

# Goes up with every change of fields or tokens: an index of another format is rebuilt.
FORMAT = 1
# A word of the title weighs as much as three of the body.
TITLE_COPIES = 3
_TOKENS = "tokens"

STORY, MARK = "story", "mark"


@dataclass(frozen=True, slots=True)
class IndexedStory:
    """A story as the index needs it; `texts` is all its text but the title."""

    page_id: int
    site_id: int
    title: str
    texts: tuple[str, ...]
    published_at: datetime.datetime
    category: str = ""
    category_title: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def _build() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("mark", stored=True, tokenizer_name="raw")
    # Signed numbers: Tantivy's Python makes signed terms when it deletes by number.
    builder.add_integer_field("page_id", indexed=True, fast=True)
    builder.add_integer_field("site_id", indexed=True)
    builder.add_text_field("title", tokenizer_name=_TOKENS)
    builder.add_text_field("text", tokenizer_name=_TOKENS)
    for name in ("category", "source", "tag"):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=True
        )
    for name in ("category_title", "author"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", indexed=True, fast=True)
    # Seconds since 1970; unlike dates, numbers can be read back by document.
    builder.add_integer_field("published_at", indexed=True, fast=True)
    return builder.build()


SCHEMA = _build()


def register_tokens(index: Index) -> None:
    """Tell an opened index that tokens are written with spaces between them."""
    index.register_tokenizer(
        _TOKENS, TextAnalyzerBuilder(Tokenizer.whitespace()).build()
    )


def story_document(story: IndexedStory) -> Document:
    """Return the entry of a story."""
    document = Document()
    document.add_text("kind", STORY)
    document.add_integer("page_id", story.page_id)
    document.add_integer("site_id", story.site_id)
    title = _written(story.title)
    document.add_text("title", title)
    for text in [title] * TITLE_COPIES + [_written(text) for text in story.texts]:
        document.add_text("text", text)
    for name, values in (
        ("category", [story.category]),
        ("category_title", [story.category_title]),
        ("source", [story.source]),
        ("author", story.authors),
        ("tag", story.tags),
    ):
        for value in filter(None, values):
            document.add_text(name, fold(value))
    document.add_integer("year", story.published_at.year)
    document.add_integer("published_at", int(story.published_at.timestamp()))
    return document


def mark_document(mark: str) -> Document:
    """Return the entry that says how far an index has followed the changes."""
    document = Document()
    document.add_text("kind", MARK)
    document.add_text("mark", mark)
    return document


def _written(text: str) -> str:
    return " ".join([token.text for token in tokens(fold(text))])
