"""What a story is in the index: its fields, and the tokens that stand in them.

`text` holds the tokens of everything a reader may look for, the title three times; its
positions answer phrases. `heavy` says which of them weigh much in the story
(search.weights). Filters are folded whole values. The fast fields are read back by
document: for order, and for counts by category, source, tag and year. `week` says when
a story was published (search.newest), `sample` in which samples of all stories it is
(search.counting); of the small ones, `sampled` says which words stand in their stories.
`body` is kept as it was written, with the `version` of the document that it is of:
passages are cut from it (search.results).
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tantivy import (
    Document,
    Index,
    Schema,
    SchemaBuilder,
    TextAnalyzerBuilder,
    Tokenizer,
)

from search.text import fold, story_tokens, written_characters
from search.weights import heavy_terms

# Goes up with every change of fields or tokens after which an index of before would be
# read or written wrongly: an index of another format is rebuilt.
FORMAT = 6
# A word of the title weighs as much as three of the body.
TITLE_COPIES = 3
_TOKENS = "tokens"
# Between what a facet's value is called in an address and what readers read.
FACET_SEPARATOR = "\x1f"
_ID_BITS = 30
# Stories stand in so many samples, each with twice as many as the one before.
SAMPLES = 8
SHARDS = 1 << SAMPLES
# Up to this one they are small: to look for a word in them costs next to nothing.
SMALL_SAMPLE = 3
_WEEK = 7 * 24 * 3600
# Two bytes for most characters, where UTF-8 takes three.
_BODY_ENCODING = "utf-16-le"

STORY, MARK = "story", "mark"


@dataclass(frozen=True, slots=True)
class IndexedStory:
    """A story as the index needs it.

    `body` is the text that passages are cut from, and `version` that of its document.
    `texts` is all other text but the title; `published_at` is in the paper's time zone.
    """

    page_id: int
    site_id: int
    title: str
    body: str
    published_at: datetime.datetime
    texts: tuple[str, ...] = ()
    version: int = 0
    category: str = ""
    category_title: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Body(NamedTuple):
    """The text that passages are cut from, and the version of its document."""

    version: int
    text: str


# The values of a story's fields, as processes can hand them to each other.
Entry = list[tuple[str, str | int | bytes]]


def _build() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("mark", stored=True, tokenizer_name="raw")
    # Signed numbers: Tantivy's Python makes signed terms when it deletes by number.
    builder.add_integer_field("page_id", indexed=True, fast=True)
    builder.add_text_field("site", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name=_TOKENS)
    builder.add_text_field("text", tokenizer_name=_TOKENS)
    builder.add_text_field("heavy", tokenizer_name=_TOKENS, index_option="basic")
    builder.add_text_field("pieces", tokenizer_name=_TOKENS)
    # Which characters there are, for who looks for one alone.
    for name in ("title_characters", "text_characters"):
        builder.add_text_field(name, tokenizer_name=_TOKENS, index_option="freq")
    for name in ("category", "source", "tag", "author"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("category_facet", "source_facet", "tag_facet"):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=True
        )
    builder.add_integer_field("year", indexed=True, fast=True)
    # Seconds since 1970; unlike dates, numbers can be read back by document.
    builder.add_integer_field("published_at", indexed=True, fast=True)
    builder.add_integer_field("place", indexed=True, fast=True)
    builder.add_integer_field("week", indexed=True)
    builder.add_integer_field("sample", indexed=True)
    builder.add_text_field("sampled", tokenizer_name=_TOKENS, index_option="basic")
    builder.add_bytes_field("body", stored=True)
    builder.add_integer_field("version", stored=True)
    return builder.build()


SCHEMA = _build()


def register_tokens(index: Index) -> None:
    """Tell an opened index that tokens are written with spaces between them."""
    index.register_tokenizer(
        _TOKENS, TextAnalyzerBuilder(Tokenizer.whitespace()).build()
    )


def entry_document(entry: Entry) -> Document:
    """Return an entry of the index with these values."""
    document = Document()
    for name, value in entry:
        if isinstance(value, str):
            document.add_text(name, value)
        elif isinstance(value, bytes):
            document.add_bytes(name, value)
        else:
            document.add_integer(name, value)
    return document


def story_entry(story: IndexedStory) -> Entry:
    """Return the values of the fields of a story; most of the work is in its tokens."""
    second = int(story.published_at.timestamp())
    return [
        ("kind", STORY),
        ("page_id", story.page_id),
        ("site", str(story.site_id)),
        *_token_values(story),
        *_filter_values(story),
        *_facet_values(story),
        ("published_at", second),
        ("place", place_of(second, story.page_id)),
        ("week", week_of(second)),
        *(("sample", number) for number in samples_of(story.page_id)),
        ("body", story.body.encode(_BODY_ENCODING)),
        ("version", story.version),
    ]


def read_body(document: Document) -> Body:
    """Return what the index keeps of a story as it was written."""
    return Body(
        version=document["version"][0],
        text=document["body"][0].decode(_BODY_ENCODING),
    )


def story_entries(stories: Iterable[IndexedStory]) -> list[Entry]:
    """Return the entries of stories; needs no Django, so that any process can."""
    return [story_entry(story) for story in stories]


def _token_values(story: IndexedStory) -> Iterator[tuple[str, str]]:
    title = fold(story.title)
    texts = [fold(text) for text in (*story.texts, story.body) if text]
    words, pieces = story_tokens(title)
    written = " ".join(words)
    yield "title", written
    for _ in range(TITLE_COPIES):
        yield "text", written
    in_text = words * TITLE_COPIES
    for text in texts:
        words, inside = story_tokens(text)
        pieces += inside
        in_text += words
        yield "text", " ".join(words)
    yield "heavy", " ".join(heavy_terms(in_text))
    for sample in samples_of(story.page_id):
        if sample <= SMALL_SAMPLE:
            different = dict.fromkeys(in_text)
            yield "sampled", " ".join(sampled_term(one, sample) for one in different)
    yield "pieces", " ".join(pieces)
    yield "title_characters", " ".join(written_characters(title))
    yield "text_characters", " ".join(written_characters("".join([title, *texts])))


def _filter_values(story: IndexedStory) -> Iterator[tuple[str, str]]:
    for name, values in (
        # A reader writes what a category is called, an address has its slug.
        ("category", (story.category, story.category_title)),
        ("source", (story.source,)),
        ("author", story.authors),
        ("tag", story.tags),
    ):
        for value in dict.fromkeys(map(fold, filter(None, values))):
            yield name, value


def _facet_values(story: IndexedStory) -> Iterator[tuple[str, str | int]]:
    """Yield the values as they are written, to be counted and shown."""
    if story.category:
        title = story.category_title or story.category
        yield "category_facet", f"{story.category}{FACET_SEPARATOR}{title}"
    if story.source:
        yield "source_facet", story.source
    for tag in story.tags:
        yield "tag_facet", tag
    yield "year", story.published_at.year


def samples_of(page_id: int) -> range:
    """Return the samples that a story is in: number n holds 2**n of SHARDS parts."""
    # Multiplied, so that stories imported one after another fall everywhere.
    shard = (page_id * 0x9E3779B1 & 0xFFFFFFFF) * SHARDS >> 32
    return range(shard.bit_length(), SAMPLES)


def sampled_term(word: str, sample: int) -> str:
    """Return the term for the stories of a small sample in which a word stands."""
    return f"{sample}{word}"


def place_of(second: int, page_id: int) -> int:
    """Return a story's place in the order of publication, which no other has."""
    return (second << _ID_BITS) + page_id


def second_of(place: int) -> int:
    """Return the second, since 1970, of a place in the order of publication."""
    return place >> _ID_BITS


def week_of(second: int) -> int:
    """Return the week of a second since 1970, which begins on a Thursday."""
    return second // _WEEK


def mark_document(mark: str) -> Document:
    """Return the entry that says how far an index has followed the changes."""
    document = Document()
    document.add_text("kind", MARK)
    document.add_text("mark", mark)
    return document
