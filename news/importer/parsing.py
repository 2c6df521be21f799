"""From files to records ready to be written; runs in any process, asks no database."""

import logging
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from news.importer.copies import choose_copy, key_digest
from news.importer.read import PostFile
from news.importer.record import PostRecord, read_record
from news.importer.stories import Prepared, prepare

logger = logging.getLogger(__name__)

# The fingerprints of earlier imports, as sorted numbers of 64 bits; of each process.
_fingerprints: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """The files of one article: the copy to import, the others, and the unreadable.

    `prepared` is None for what was most likely imported before, and for drafts and
    refusals that need no document. `unread` are names of files and sentences.
    """

    best: PostRecord | None
    copies: list[PostRecord]
    unread: list[tuple[str, str]]
    prepared: Prepared | None = None

    @property
    def count(self) -> int:
        """Return how many files these are."""
        return (self.best is not None) + len(self.copies) + len(self.unread)


def remember_fingerprints(numbers: Sequence[int]) -> None:
    """Note what was imported before, as `fingerprint_number`s in order."""
    global _fingerprints
    _fingerprints = numbers


def fingerprint_number(fingerprint: str) -> int:
    """Return the first 64 bits of a fingerprint."""
    return int(fingerprint[:16], 16)


def digest_keys(files: Sequence[PostFile]) -> list[int]:
    """Return the digest of each file's key."""
    return [key_digest(file) for file in files]


def parse_groups(groups: Sequence[Sequence[PostFile]]) -> list[Parsed]:
    """Return what the files of some articles say."""
    return [_parse_group(group) for group in groups]


def sentence_of(error: Exception) -> str:
    """Return what an operator should read of an error."""
    if isinstance(error, ValidationError):
        return "; ".join(error.messages)
    return f"{type(error).__name__}: {error}".strip().split("\n")[0]


def _parse_group(group: Sequence[PostFile]) -> Parsed:
    records: list[PostRecord] = []
    unread: list[tuple[str, str]] = []
    for file in group:
        try:
            records.append(read_record(file))
        except Exception as error:
            logger.debug("cannot read %s", file.name, exc_info=True)
            unread.append((file.name, sentence_of(error)))
    if not records:
        return Parsed(None, [], unread)
    best, copies = choose_copy(records)
    is_new = not best.is_refused and not _was_imported(best)
    return Parsed(best, copies, unread, _prepare(best) if is_new else None)


def _prepare(record: PostRecord) -> Prepared | None:
    try:
        return prepare(record)
    except Exception:
        # Written one by one, the story fails again and the report says how.
        logger.debug("cannot prepare %s", record.file_name, exc_info=True)
        return None


def _was_imported(record: PostRecord) -> bool:
    number = fingerprint_number(record.fingerprint)
    place = bisect_left(_fingerprints, number)
    return place < len(_fingerprints) and _fingerprints[place] == number
