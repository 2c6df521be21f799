"""What an import did with each file: as JSON, and as tables on the terminal.

Both hear of files in batches as the run goes on, and keep none of them: a report of a
million files needs no more memory than one of ten.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from news.importer.meanings import code_of, in_english
from news.importer.outcome import Handled, Outcome
from news.importer.problems import DRAFT_REASONS, REFUSALS
from news.importer.run import Sink

# So many files that need somebody's eyes are named on the terminal.
_LONGEST_LIST = 30
_NEEDS_EYES = (Outcome.REFUSED, Outcome.EDITED_SINCE, Outcome.DRAFT)
_UNREADABLE = "unreadable_file"
_DONE = {
    Outcome.CREATED: "new stories, published",
    Outcome.UPDATED: "stories with a new revision",
    Outcome.UNCHANGED: "as they were, nothing written",
    Outcome.DRAFT: "kept as drafts, to be looked at",
    Outcome.DUPLICATE: "other copies of a story in this run",
    Outcome.EDITED_SINCE: "left alone: edited or deleted since import",
    Outcome.REFUSED: "not imported",
}
_NO_RECORD: dict[str, Any] = {
    "title": None,
    "date": None,
    "category": {"slug": None, "name": None},
    "tags": [],
    "byline": [],
    "source": None,
    "original_url": None,
    "editors": [],
    "original_title": None,
    "summary": None,
    "blocks": [],
    "problems": [_UNREADABLE],
}


def as_entry(handled: Handled) -> dict[str, Any]:
    """Return what the JSON report says of a file: the form of `expected.json`."""
    record = handled.record
    return {
        **(record.as_report() if record else _NO_RECORD),
        "outcome": handled.outcome.value,
        "reason": reason_of(handled),
    }


def problems_of(handled: Handled) -> tuple[str, ...]:
    """Return the problems of a file, also of one that could not be read."""
    return handled.record.problems if handled.record else (_UNREADABLE,)


def reason_of(handled: Handled) -> str:
    """Return why a file was not simply imported, in a sentence; '' when it was."""
    if handled.reason:
        return handled.reason
    problems = problems_of(handled)
    if handled.outcome is Outcome.EDITED_SINCE:
        return "somebody has changed or deleted the story since it was imported"
    if handled.outcome is Outcome.DUPLICATE:
        return _clauses(problems, {"duplicate_of"})
    if handled.outcome is Outcome.DRAFT:
        return _clauses(problems, DRAFT_REASONS)
    if handled.outcome is Outcome.REFUSED:
        return _clauses(problems, REFUSALS)
    return ""


def _clauses(problems: Sequence[str], codes: Collection[str]) -> str:
    return "; ".join(map(in_english, (p for p in problems if code_of(p) in codes)))


class ReportFile:
    """The JSON report: an object with a line a file, written as the run goes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._separator = "{\n"

    def add_all(self, batch: Sequence[Handled]) -> None:
        """Write the lines of some files."""
        for handled in batch:
            name = json.dumps(handled.file_name, ensure_ascii=False)
            entry = json.dumps(as_entry(handled), ensure_ascii=False)
            self._stream.write(f"{self._separator}{name}: {entry}")
            self._separator = ",\n"

    def close(self) -> None:
        """End the object, also one without a file."""
        opening = self._separator if self._separator.startswith("{") else "\n"
        self._stream.write(f"{opening}}}\n")


@contextmanager
def report_file(path: Path | None) -> Iterator[list[Sink]]:
    """Yield the sink that writes to `path`, none without a path.

    However the run ends, what has been written is valid JSON.
    """
    if path is None:
        yield []
        return
    # A file's name may hold bytes that are no text.
    with path.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        report = ReportFile(stream)
        try:
            yield [report]
        finally:
            report.close()


@dataclass
class Tally:
    """How many files had each outcome and problem, with an example of each problem."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    _examples: dict[str, str] = field(default_factory=dict)
    _to_look_at: list[str] = field(default_factory=list)

    def add_all(self, batch: Sequence[Handled]) -> None:
        """Count some files."""
        for handled in batch:
            self.outcomes[handled.outcome.value] += 1
            for code in {code_of(problem) for problem in problems_of(handled)}:
                self.problems[code] += 1
                self._examples.setdefault(code, handled.file_name)
            if handled.outcome in _NEEDS_EYES and len(self._to_look_at) < _LONGEST_LIST:
                self._to_look_at.append(
                    f"  {handled.file_name}: {handled.outcome} ({reason_of(handled)})"
                )

    @property
    def count(self) -> int:
        """Return how many files were handled."""
        return self.outcomes.total()

    @property
    def refused(self) -> int:
        """Return how many files were not imported."""
        return self.outcomes[Outcome.REFUSED.value]

    def as_table(self) -> str:
        """Return outcomes, problems with an example each, and what needs eyes."""
        return "\n".join(
            [*self._outcome_lines(), *self._problem_lines(), *self._file_lines()]
        )

    def _outcome_lines(self) -> list[str]:
        return [
            f"  {outcome.value:<13}{self.outcomes[outcome.value]:>8,}  {_DONE[outcome]}"
            for outcome in Outcome
            if self.outcomes[outcome.value]
        ]

    def _problem_lines(self) -> list[str]:
        lines = [
            f"  {code:<30}{number:>8,}  {in_english(code)}; e.g. {self._examples[code]}"
            for code, number in self.problems.most_common()
        ]
        return ["Reported:", *lines] if lines else []

    def _file_lines(self) -> list[str]:
        hidden = sum(self.outcomes[outcome.value] for outcome in _NEEDS_EYES)
        hidden -= len(self._to_look_at)
        more = [f"  … and {hidden:,} more; --report lists all."] if hidden else []
        return ["To look at:", *self._to_look_at, *more] if self._to_look_at else []


@dataclass(frozen=True)
class AllOf:
    """Several sinks as one."""

    sinks: Sequence[Sink]

    def add_all(self, batch: Sequence[Handled]) -> None:
        """Tell each of some files."""
        for sink in self.sinks:
            sink.add_all(batch)
