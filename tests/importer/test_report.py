"""The JSON report, the table, the meanings of problems, and what is kept of a run."""

import io
import json
import re
import tracemalloc
from pathlib import Path

import pytest

from news.importer import history
from news.importer.history import RunRecord, recorded
from news.importer.meanings import MEANINGS, in_chinese, in_english
from news.importer.outcome import Handled, Outcome
from news.importer.problems import DRAFT_REASONS, REFUSALS
from news.importer.report import ReportFile, Tally, as_entry, report_file
from news.models import ImportedFile, ImportRun

IMPORTER = Path(history.__file__).parent
EXPECTED = Path(__file__).parent / "expected.json"
ADDED = re.compile(r"problems\.add\(\s*f?\"(\w+)|with_problem\(\s*f?\"(\w+)")


def unread(name: str) -> Handled:
    """Return a file that could not be read."""
    return Handled(name, None, Outcome.REFUSED, f"{name} cannot be read")


def codes_in_code() -> set[str]:
    """Return the codes that the importer's modules name."""
    sources = (path.read_text(encoding="utf-8") for path in IMPORTER.rglob("*.py"))
    return {
        first or second for text in sources for first, second in ADDED.findall(text)
    }


def test_every_code_has_a_meaning() -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))["problem_codes"]

    known = set(expected) | codes_in_code() | REFUSALS | DRAFT_REASONS

    assert known - set(MEANINGS) == set()


def test_a_problem_is_put_into_words_with_the_file_it_names() -> None:
    assert in_english("duplicate_of:b.md") == "the same article as another file (b.md)"
    assert in_chinese("duplicate_of:b.md") == "与另一个文件是同一篇稿件（b.md）"


def test_a_code_that_nobody_has_described_stands_for_itself() -> None:
    assert in_english("something_new:x") == "something_new (x)"
    assert in_chinese("something_new") == "something_new"


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_report_is_valid_json(number: int) -> None:
    stream = io.StringIO()
    report = ReportFile(stream)

    report.add_all([unread(f"{n}.md") for n in range(number)])
    report.close()

    assert len(json.loads(stream.getvalue())) == number


def test_a_name_that_is_no_text_does_not_break_the_report(tmp_path: Path) -> None:
    target = tmp_path / "report.json"

    with report_file(target) as sinks:
        sinks[0].add_all([unread("\udcc4.md")])

    assert len(json.loads(target.read_text(encoding="utf-8"))) == 1


def test_an_unread_file_has_every_field_of_the_report() -> None:
    post = next(
        iter(json.loads(EXPECTED.read_text(encoding="utf-8"))["posts"].values())
    )

    entry = as_entry(unread("a.md"))

    assert {"title", "blocks", "problems", "category", "outcome"} <= set(entry)
    assert set(entry["category"]) == set(post["category"])


def test_report_and_table_of_many_files_keep_none_of_them(tmp_path: Path) -> None:
    def memory_after(number: int) -> int:
        tracemalloc.start()
        tally = Tally()
        with report_file(tmp_path / "report.json") as sinks:
            for start in range(0, number, 100):
                batch = [unread(f"{n}.md") for n in range(start, start + 100)]
                sinks[0].add_all(batch)
                tally.add_all(batch)
            used = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert tally.count == number
        return used

    memory_after(100)

    assert memory_after(10_000) - memory_after(1_000) < 50_000


@pytest.mark.django_db
def test_a_name_that_is_no_text_is_recorded() -> None:
    with recorded(ImportRun(origin="posts")) as record:
        record.add_all([unread("\udcc4\0.md")])

    assert ImportedFile.objects.get().name == "\\udcc4.md"


@pytest.mark.django_db
def test_what_was_done_is_written_as_the_run_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "_BATCH_ROWS", 2)
    run = ImportRun.objects.create(origin="posts")
    record = RunRecord(run)

    record.add_all([unread("a.md"), unread("b.md")])
    record.add_all([unread("c.md")])

    run.refresh_from_db()
    assert (run.handled_count, run.files.count()) == (2, 2)


def _fail_after_one_file() -> None:
    with recorded(ImportRun(origin="posts")) as record:
        record.add_all([unread("a.md")])
        raise ValueError("odd")


@pytest.mark.django_db
def test_a_run_that_fails_says_why() -> None:
    with pytest.raises(ValueError, match="odd"):
        _fail_after_one_file()

    run = ImportRun.objects.get()
    assert run.state == ImportRun.State.FAILED
    assert run.error == "程序出错，请交给技术人员：ValueError: odd"
    assert run.files.count() == 1


@pytest.mark.django_db
def test_a_run_is_held_while_it_goes_on() -> None:
    run = ImportRun(origin="posts")
    with recorded(run):
        alive = ImportRun.objects.with_liveness().get(pk=run.pk)

        assert alive.is_pending
        assert list(ImportRun.objects.under_way()) == [alive]

    assert not ImportRun.objects.under_way().exists()


@pytest.mark.django_db
def test_unchanged_files_of_old_runs_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "_RUNS_KEPT_WHOLE", 1)
    old = ImportRun.objects.create(origin="old", state="finished")
    for outcome in ("unchanged", "draft"):
        old.files.create(name=f"{outcome}.md", outcome=outcome, rank=0)

    with recorded(ImportRun(origin="new")):
        pass

    assert [file.name for file in old.files.all()] == ["draft.md"]
