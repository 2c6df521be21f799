"""The project's own set: written stories with judged queries, and distractors."""

from pathlib import Path

from tests.evaluation.collection import (
    JudgedQuery,
    Story,
    read_collection,
    read_queries,
)
from tests.evaluation.distractors import decoys, distractors

_DATA = Path(__file__).parent / "data"
_DISTRACTORS, _DECOYS_EACH = 120, 3
# Of these kinds, every story that has the words is an answer.
_LITERAL_KINDS = ("place", "person", "quoted")


def own_stories() -> list[Story]:
    """Return the written stories, and among them those that answer nothing."""
    written = _written()
    names = [query.query for query in own_queries() if query.kind in _LITERAL_KINDS]
    return [
        *written,
        *decoys(written, names, _DECOYS_EACH),
        *distractors(_DISTRACTORS),
    ]


def own_queries() -> list[JudgedQuery]:
    """Return the judged queries about the written stories."""
    known = {story.id for story in _written()}
    return read_queries(_DATA / "queries.jsonl", known)


def _written() -> list[Story]:
    return read_collection(_DATA / "stories.jsonl")
