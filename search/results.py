"""From hits to what is shown of them: documents with the words found marked.

Documents are small rows, their long text lies apart on the disk: passages are cut from
the text that the index keeps, where it is of the same version as the document.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from news.api.rows import row_type, select_prepared
from news.published.compose import CARD_COLUMNS
from news.published.models import STORY_TYPE, PublishedDocument, Relations
from search.guidance import PromotedResult
from search.highlight import Marker
from search.matching import Hit
from search.schema import Body, read_body
from search.storage import Reader

_COLUMNS = (*CARD_COLUMNS, "site_id", "published_at", "version")
_TABLE = PublishedDocument._meta.db_table
# Written out: to make it anew by the ORM costs more than to run it.
_DOCUMENTS = f"""
SELECT {", ".join(_COLUMNS)} FROM {_TABLE} WHERE page_id = ANY(%s::bigint[])
"""  # noqa: S608
_TEXTS = f"""
SELECT page_id, text FROM {_TABLE} WHERE page_id = ANY(%s::bigint[])
"""  # noqa: S608


class ShownDocument(Relations, row_type(_COLUMNS)):  # type: ignore[misc]
    """A row with what is shown of a document: to make twenty models takes longer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A story found; `title` and `passage` are HTML with `<mark>`, safe to show."""

    document: ShownDocument
    title: str
    passage: str
    score: float | None


@dataclass(frozen=True, slots=True)
class PromotedStory:
    """A story that editors put above what is found, and what they say of it."""

    document: ShownDocument
    note: str


def load_stories(
    reader: Reader, hits: Sequence[Hit], terms: Sequence[str]
) -> list[FoundStory]:
    """Return the stories of hits in their order, with one query.

    A story withdrawn since the index last caught up has no document and is left out;
    of one that was changed, the text is read as it is now.
    """
    documents = _documents(hit.page_id for hit in hits)
    shown = [hit for hit in hits if hit.page_id in documents]
    bodies = _bodies(reader, shown, documents)
    marker = Marker(terms)
    return [
        FoundStory(
            document=documents[hit.page_id],
            title=marker.mark(documents[hit.page_id].title),
            passage=marker.passage(body.text),
            score=hit.score,
        )
        for hit in shown
        for body in [bodies[hit.page_id]]
    ]


def _documents(page_ids: Iterable[int]) -> dict[int, ShownDocument]:
    wanted = list(page_ids)
    rows = select_prepared(_DOCUMENTS, [wanted]) if wanted else []
    return {row.page_id: row for row in map(ShownDocument._make, rows)}


def _bodies(
    reader: Reader, hits: Iterable[Hit], documents: Mapping[int, ShownDocument]
) -> dict[int, Body]:
    bodies = {hit.page_id: read_body(reader.searcher.doc(hit.address)) for hit in hits}
    changed = [
        page_id
        for page_id, body in bodies.items()
        if body.version != documents[page_id].version
    ]
    texts = dict(select_prepared(_TEXTS, [changed])) if changed else {}
    return bodies | {page_id: Body(0, texts.get(page_id, "")) for page_id in changed}


def load_promoted(
    promoted: Sequence[PromotedResult], site_id: int
) -> list[PromotedStory]:
    """Return the promoted stories of a site that are public, in their order."""
    if not promoted:
        return []
    documents = {
        page_id: document
        for page_id, document in _documents(one.page_id for one in promoted).items()
        if (document.site_id, document.type) == (site_id, STORY_TYPE)
    }
    return [
        PromotedStory(documents[one.page_id], one.note)
        for one in promoted
        if one.page_id in documents
    ]
