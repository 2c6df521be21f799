"""Copies of one article: which file is imported, and what the others are."""

import logging
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b

from news.importer.read import PostFile
from news.importer.record import PostRecord, read_key

logger = logging.getLogger(__name__)

_UNREADABLE = "unreadable:"


class Copies:
    """Which files of a run are copies of one article.

    Of most files only 8 bytes are kept, so that a million of them cost 8 MB.
    """

    def __init__(self, digests: array, key_of: Callable[[int], str]) -> None:
        counts = Counter(_repeated(digests))
        shared: dict[str, list[int]] = {}
        for number, digest in enumerate(digests):
            if digest in counts:
                # Two keys might have one digest: the keys decide.
                shared.setdefault(key_of(number), []).append(number)
        groups = [numbers for numbers in shared.values() if len(numbers) > 1]
        self._groups = {numbers[0]: numbers for numbers in groups}
        self._later = {number for numbers in groups for number in numbers[1:]}

    def groups(self, files: Sequence[PostFile]) -> Iterator[list[PostFile]]:
        """Yield the files, those of one article together, in the order of the first."""
        for number, file in enumerate(files):
            if number in self._groups:
                yield [files[other] for other in self._groups[number]]
            elif number not in self._later:
                yield [file]


def find_copies(files: Sequence[PostFile], digests: Iterable[int]) -> Copies:
    """Return the copies among files, whose `key_digest`s come in the same order."""
    return Copies(array("Q", digests), lambda number: _key(files[number]))


def key_digest(file: PostFile) -> int:
    """Return a number that the copies of one article have in common."""
    key = _key(file).encode(errors="surrogateescape")
    return int.from_bytes(blake2b(key, digest_size=8).digest())


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


def _repeated(digests: array) -> Iterator[int]:
    """Yield the digests that occur more than once."""
    before = None
    for digest in sorted(digests):
        if digest == before:
            yield digest
        before = digest


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
