"""What an import did with each file, as JSON and as a short table."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from news.importer.outcome import Outcome
from news.importer.record import PostRecord

# So many files that need somebody's eyes are named on the terminal.
_LONGEST_LIST = 30
_NEEDS_EYES = (Outcome.REFUSED, Outcome.EDITED_SINCE, Outcome.DRAFT)
_MEANINGS = {
    Outcome.CREATED: "new stories, published",
    Outcome.UPDATED: "stories with a new revision",
    Outcome.UNCHANGED: "as they were, nothing written",
    Outcome.DRAFT: "kept as drafts, to be looked at",
    Outcome.DUPLICATE: "other copies of a story in this run",
    Outcome.EDITED_SINCE: "left alone: edited or deleted since import",
    Outcome.REFUSED: "not imported",
}


@dataclass
class ImportReport:
    """The files of one run, in the order in which they were handled."""

    is_dry_run: bool = False
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, record: PostRecord, outcome: Outcome, reason: str = "") -> None:
        """Note what became of a record; `reason` is a sentence for operators."""
        entry = {**record.as_report(), "outcome": outcome.value, "reason": reason}
        self.files[record.file_name] = entry

    def add_unread(self, file_name: str, reason: str) -> None:
        """Note a file that gave no record."""
        self.files[file_name] = {
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
            "problems": ["unreadable_file"],
            "outcome": Outcome.REFUSED.value,
            "reason": reason,
        }

    @property
    def totals(self) -> dict[Outcome, int]:
        """Return how many files had each outcome, those that occurred."""
        counts = Counter(entry["outcome"] for entry in self.files.values())
        return {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}

    def write_json(self, path: Path) -> None:
        """Write the report in the form of `expected.json`, an object a file."""
        text = json.dumps(self.files, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    def as_table(self) -> str:
        """Return totals, the commonest problems, and the files that need eyes."""
        head = "Dry run, nothing was written." if self.is_dry_run else "Import done."
        lines = [f"{head} {len(self.files)} file(s):"]
        lines += [
            f"  {outcome.value:<13}{count:>8}  {_MEANINGS[outcome]}"
            for outcome, count in self.totals.items()
        ]
        return "\n".join([*lines, *self._problem_lines(), *self._file_lines()])

    def _problem_lines(self) -> list[str]:
        codes = Counter(
            problem.partition(":")[0]
            for entry in self.files.values()
            for problem in entry["problems"]
        )
        lines = [f"  {code:<32}{count:>6}" for code, count in codes.most_common()]
        return ["Reported:", *lines] if lines else []

    def _file_lines(self) -> list[str]:
        lines = [
            f"  {name}: {entry['outcome']} ({entry['reason'] or _reasons(entry)})"
            for name, entry in self.files.items()
            if entry["outcome"] in _NEEDS_EYES
        ]
        if len(lines) > _LONGEST_LIST:
            hidden = len(lines) - _LONGEST_LIST
            lines[_LONGEST_LIST:] = [f"  … and {hidden} more; --report lists all."]
        return ["To look at:", *lines] if lines else []


def _reasons(entry: dict[str, Any]) -> str:
    if entry["outcome"] == Outcome.EDITED_SINCE:
        return "somebody has changed or deleted the page"
    return ", ".join(entry["problems"])
