"""Copies of one article: which file is imported, and what the others are."""

import logging
from collections.abc import Iterable

from news.importer.read import PostFile
from news.importer.record import PostRecord, read_key

logger = logging.getLogger(__name__)

_UNREADABLE = "unreadable:"


def group_copies(files: Iterable[PostFile]) -> list[list[PostFile]]:
    """Return the files, those of one article together, in the order of the first."""
    groups: dict[str, list[PostFile]] = {}
    for file in files:
        groups.setdefault(_key(file), []).append(file)
    return list(groups.values())


def choose_copy(records: list[PostRecord]) -> tuple[PostRecord, list[PostRecord]]:
    """Return the copy to import and the others, each saying what it is a copy of.

    The newest text is imported; of equal texts the one whose code begins with NW.
    """
    best, *others = sorted(records, key=_rank)
    for other in others:
        if not other.is_refused and _said(other) != _said(best):
            best = best.with_problem(f"updated_version_of:{other.file_name}")
    copies = [other.with_problem(f"duplicate_of:{best.file_name}") for other in others]
    return best, copies


def _key(file: PostFile) -> str:
    try:
        return read_key(file)
    except Exception:
        # Nobody can say which article it is: a group of its own, and reading it
        # again tells the report why.
        logger.debug("cannot read %s", file.name, exc_info=True)
        return f"{_UNREADABLE}{file.name}"


def _rank(record: PostRecord) -> tuple[bool, bool, float, bool, bool, str]:
    moment = record.published_at
    return (
        record.is_refused,
        record.is_draft,
        -moment.timestamp() if moment else 0.0,
        not record.original_code.upper().startswith("NW"),
        "NW" not in record.file_name.upper(),
        record.file_name,
    )


def _said(record: PostRecord) -> tuple[object, ...]:
    """Return what must be equal for two files to be the same text."""
    texts = tuple((block.type, block.text) for block in record.blocks)
    return (record.title, record.summary, texts)
