"""One run of the importer over many files."""

import logging
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError

from news.importer.copies import choose_copy, group_copies
from news.importer.outcome import NoHomePageError, Outcome, find_outcome
from news.importer.read import PostFile
from news.importer.record import PostRecord, read_record
from news.importer.report import ImportReport
from news.importer.write import category_names, write_record

logger = logging.getLogger(__name__)

# These end the run: every other file would fail as well.
_FATAL = (InterfaceError, OperationalError, NoHomePageError)


def import_posts(
    files: Iterable[PostFile],
    *,
    is_dry_run: bool = False,
    advance: Callable[[int], object] = lambda _count: None,
) -> ImportReport:
    """Import post files and return what became of each.

    A file that cannot be read or written is reported and the others are imported.
    A dry run only reads the database. `advance` hears how many files were handled.
    """
    report = ImportReport(is_dry_run=is_dry_run)
    names = category_names()
    for group in group_copies(files):
        records = [record for file in group if (record := _read(file, report))]
        if records:
            best, copies = choose_copy(records)
            _import(_check_category(best, names), report)
            for copy in copies:
                report.add(copy, _outcome_of_copy(copy))
        advance(len(group))
    return report


def _read(file: PostFile, report: ImportReport) -> PostRecord | None:
    try:
        return read_record(file)
    except Exception as error:
        logger.debug("cannot read %s", file.name, exc_info=True)
        report.add_unread(file.name, _sentence(error))
        return None


def _import(record: PostRecord, report: ImportReport) -> None:
    bring = find_outcome if report.is_dry_run else write_record
    try:
        report.add(*bring(record))
    except _FATAL:
        raise
    except Exception as error:
        logger.debug("cannot write %s", record.file_name, exc_info=True)
        report.add(record, Outcome.REFUSED, _sentence(error))


def _outcome_of_copy(copy: PostRecord) -> Outcome:
    return Outcome.REFUSED if copy.is_refused else Outcome.DUPLICATE


def _check_category(record: PostRecord, names: dict[str, str]) -> PostRecord:
    """Return the record, reporting a slug that belongs to another name."""
    slug, name = record.category.slug, record.category.name
    if record.is_refused or not (slug and name) or names.setdefault(slug, name) == name:
        return record
    return record.with_problem("category_name_conflict")


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(error.messages)
    return f"{type(error).__name__}: {error}".strip().split("\n")[0]
