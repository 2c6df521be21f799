"""What an import did, kept in the database while it goes on: its run and its files."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from news.importer.bounds import ArchiveTooLargeError
from news.importer.meanings import code_of
from news.importer.outcome import Handled, NoHomePageError, Outcome
from news.importer.read import PathError
from news.importer.report import Tally, problems_of, reason_of
from news.importer.run import ImportRunningError, WorkerLostError
from news.models import ImportedFile, ImportRun
from news.models.imports import RUN_LOCK


class UploadGoneError(Exception):
    """The file that an editor has uploaded is not there any more."""


class RunTakenError(Exception):
    """Another process does the run, has done it, or somebody has discarded it."""


# Rows are written when there are so many, or so many seconds after the last.
_BATCH_ROWS = 1000
_BATCH_SECONDS = 1.0
# Of older runs, files that had not changed are forgotten; their number stays.
_RUNS_KEPT_WHOLE = 10
_RANKS = {outcome: rank for rank, outcome in enumerate(ImportedFile.Outcome.values)}
_IN_CHINESE: dict[type[BaseException], str] = {
    ImportRunningError: "另一次导入正在进行，本次什么也没有导入。等它结束后再试。",
    NoHomePageError: "网站还没有首页，请技术人员先运行 migrate。",
    WorkerLostError: (
        "读稿件的进程被系统中止了，多半是内存不足。已经导入的不会丢；再导入一次就接着做，"
        "还不行请交给技术人员。"
    ),
    UploadGoneError: (
        "找不到上传的文件，请重新上传。（服务器不止一台时，"
        "PRIVATE_BUCKET 或 PRIVATE_ROOT 要让每台都读得到。）"
    ),
    PathError: (
        "上传的文件不能导入：压缩包不完整，或里面没有稿件（.md、.markdown、.html）。"
    ),
}


@contextmanager
def recorded(run: ImportRun) -> Iterator["RunRecord"]:
    """Yield the sink of a run that begins now; how it ended is noted at the end.

    A process that dies on the way leaves a run that says RUNNING and that nobody
    holds: `ImportRun.is_interrupted`. Raises RunTakenError for one that does not wait.
    """
    with _held(run):
        _begin(run)
        record = RunRecord(run)
        try:
            yield record
        except KeyboardInterrupt:
            with suppress(DatabaseError):
                record.close(ImportRun.State.STOPPED)
            raise
        except Exception as error:
            with suppress(DatabaseError):
                record.close(ImportRun.State.FAILED, _in_chinese(error))
            raise
        record.close(ImportRun.State.FINISHED)


def _begin(run: ImportRun) -> None:
    """Let the run be under way, unless it is not waiting any more."""
    State = ImportRun.State  # noqa: N806
    run.state, run.started_at = State.RUNNING, timezone.now()
    # Saved whole, a run that was discarded meanwhile would be there again.
    waiting = ImportRun.objects.filter(pk=run.pk, state=State.WAITING)
    if not waiting.update(state=run.state, started_at=run.started_at):
        raise RunTakenError(f"run {run.pk} is not waiting any more")


class RunRecord:
    """Writes a row a file, in batches, with the totals so far."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._tally = Tally()
        self._rows: list[ImportedFile] = []
        self._written_at = time.monotonic()

    def add_all(self, batch: Sequence[Handled]) -> None:
        """Note what became of some files."""
        self._tally.add_all(batch)
        self._rows += [_row(self._run, handled) for handled in batch]
        is_late = time.monotonic() - self._written_at >= _BATCH_SECONDS
        if is_late or len(self._rows) >= _BATCH_ROWS:
            self._write()

    def close(self, state: ImportRun.State, error: str = "") -> None:
        """Write the rest, and how the run ended."""
        run = self._run
        run.state, run.error, run.ended_at = state, error, timezone.now()
        self._write()
        _forget_unchanged()

    def _write(self) -> None:
        run = self._run
        run.handled_count = self._tally.count
        run.outcomes, run.problems = self._tally.outcomes, self._tally.problems
        with transaction.atomic():
            ImportedFile.objects.bulk_create(self._rows, batch_size=_BATCH_ROWS)
            run.save()
        self._rows = []
        self._written_at = time.monotonic()


def _row(run: ImportRun, handled: Handled) -> ImportedFile:
    record, problems = handled.record, problems_of(handled)
    row = ImportedFile(
        run=run,
        name=_text(handled.file_name),
        outcome=handled.outcome.value,
        rank=_RANKS[handled.outcome.value],
        reason=_text(reason_of(handled)),
        problems=[_text(problem) for problem in problems],
        codes=sorted({code_of(problem) for problem in problems}),
        page_id=handled.page_id,
    )
    if record is not None:
        row.title = _text(record.title)
        row.category = _text(record.category.name or record.category.slug)
        row.byline = _text("、".join(name for name, _role in record.byline))
        row.block_count = len(record.blocks)
    return row


def _text(text: str) -> str:
    """Return what PostgreSQL takes: a file's name may hold bytes that are no text."""
    return text.encode(errors="backslashreplace").decode().replace("\0", "")


def _forget_unchanged() -> None:
    imports = ImportRun.objects.filter(is_dry_run=False)
    kept = list(imports.values_list("pk", flat=True)[:_RUNS_KEPT_WHOLE])
    ImportedFile.objects.filter(
        run__in=imports.filter(pk__lt=min(kept, default=0)), outcome=Outcome.UNCHANGED
    ).delete()


def _in_chinese(error: Exception) -> str:
    if isinstance(error, ArchiveTooLargeError):
        return error.chinese
    known = (words for kind, words in _IN_CHINESE.items() if isinstance(error, kind))
    reason = f"{type(error).__name__}: {error}".split("\n")[0]
    return next(known, f"程序出错，请交给技术人员：{reason}")


@contextmanager
def _held(run: ImportRun) -> Iterator[None]:
    """Hold the run's lock on a connection of its own: it dies with this process."""
    if run.pk is None:
        run.save()
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s, %s)", [RUN_LOCK, run.pk])
        yield
