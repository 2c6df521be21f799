"""The import_posts command and its report."""

import json
import multiprocessing
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from news.importer import workers
from news.importer.outcome import Handled, Outcome
from news.importer.run import Sink
from news.management.commands import import_posts
from news.management.commands.import_posts import EXIT_REFUSED, EXIT_STOPPED
from news.models import HomePage, ImportRun, NewsPage
from tests.importer.builders import (
    SENTENCE,
    post_text,
    write_empty_files,
    write_post,
)

pytestmark = pytest.mark.django_db


def _run(*arguments: object) -> str:
    output = StringIO()
    call_command("import_posts", *map(str, arguments), stdout=output)
    return output.getvalue()


def _run_with_refusals(*arguments: object) -> str:
    """Return the output of an import that ends with the exit code of refusals."""
    output = StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("import_posts", *map(str, arguments), stdout=output)
    assert ended.value.returncode == EXIT_REFUSED
    return output.getvalue()


def test_the_table_says_what_was_done_and_what_needs_eyes(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(), "a.md")
    write_post(tmp_path, post_text(date="", code="NW2"), "b.md")
    write_post(tmp_path, "", "c.md")

    table = _run_with_refusals(tmp_path)

    assert "Import done. 3 file(s):" in table
    assert "created             1  new stories, published" in table
    assert (
        "missing_date                         2  there is no date; e.g. b.md" in table
    )
    assert "b.md: draft (there is no date)" in table
    assert "c.md: refused (the file has no front matter)" in table


def test_the_table_names_a_story_that_was_deleted(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(category="Lin Hu"), "a.md")
    _run(tmp_path)
    NewsPage.objects.get().delete()

    table = _run(tmp_path)

    assert "a.md: edited_since (somebody has changed or deleted the story" in table


def test_the_table_names_the_copy_that_was_imported(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(), "a.md")
    write_post(tmp_path, post_text(), "b.md")

    _run(tmp_path, "--report", tmp_path / "report.json")

    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["b.md"]["outcome"] == "duplicate"
    assert report["b.md"]["reason"] == "the same article as another file (a.md)"


def test_the_report_has_the_form_of_the_expectations(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(), "a.md")
    target = tmp_path / "report.json"

    _run(tmp_path, "--report", target)

    report = json.loads(target.read_text(encoding="utf-8"))
    assert report["a.md"] == {
        "title": "一湖碧水怎样回来",
        "date": "2024-04-09T08:30:00+08:00",
        "category": {"slug": "linhuribao", "name": "临湖日报"},
        "tags": ["临湖日报新闻"],
        "byline": [],
        "source": "临湖日报",
        "original_url": "http://share.example.cn/html_News/NewsShare.html?infoCode=NW202404099001000001",
        "editors": [],
        "original_title": None,
        "summary": None,
        "blocks": [["paragraph", SENTENCE, {}]],
        "problems": [],
        "outcome": "created",
        "reason": "",
    }


def test_a_dry_run_says_so_and_writes_nothing(tmp_path: Path) -> None:
    write_post(tmp_path, post_text())

    table = _run(tmp_path, "--dry-run")

    assert table.startswith("Dry run, nothing was written. 1 file(s):")
    assert not NewsPage.objects.exists()


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file or folder"):
        _run(tmp_path / "absent")


def test_a_report_without_a_folder_is_refused_before_importing(tmp_path: Path) -> None:
    write_post(tmp_path, post_text())

    with pytest.raises(CommandError, match="There is no folder"):
        _run(tmp_path, "--report", tmp_path / "absent" / "report.json")

    assert not NewsPage.objects.exists()


def test_without_a_front_page_one_sentence_says_so(tmp_path: Path) -> None:
    write_post(tmp_path, post_text())
    HomePage.objects.get().delete()

    with pytest.raises(CommandError, match="There is no front page"):
        _run(tmp_path)


def test_a_long_list_of_files_is_cut(tmp_path: Path) -> None:
    write_empty_files(tmp_path, *(f"{number}.md" for number in range(35)))

    table = _run_with_refusals(tmp_path, "--dry-run")

    assert table.count(": refused (") == 30
    assert "… and 5 more" in table


def test_a_stopped_import_leaves_a_valid_report_and_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, post_text(), "a.md")
    write_post(tmp_path, post_text(code="NW202404099001000002"), "b.md")
    target, output = tmp_path / "report.json", StringIO()
    monkeypatch.setattr(import_posts, "import_posts", _stopped_after_one)

    with pytest.raises(CommandError, match="stopped after 1 of 2") as ended:
        call_command(
            "import_posts", str(tmp_path), "--report", str(target), stdout=output
        )

    assert ended.value.returncode == EXIT_STOPPED
    assert list(json.loads(target.read_text(encoding="utf-8"))) == ["a.md"]
    assert "refused             1" in output.getvalue()
    run = ImportRun.objects.get()
    assert (run.state, run.handled_count) == (ImportRun.State.STOPPED, 1)


def _stopped_after_one(files: Any, sink: Sink, **options: Any) -> None:
    """Stand for an import in which somebody presses Ctrl-C."""
    sink.add_all([Handled(files[0].name, None, Outcome.REFUSED, "unreadable")])
    raise KeyboardInterrupt


def test_an_import_is_recorded(tmp_path: Path) -> None:
    write_post(tmp_path, post_text())

    _run(tmp_path)

    run = ImportRun.objects.get()
    assert (run.origin, run.started_by) == (str(tmp_path), None)
    assert (run.state, run.outcomes) == (ImportRun.State.FINISHED, {"created": 1})
    assert run.files.get().page == NewsPage.objects.get()


def test_a_dry_run_is_not_recorded(tmp_path: Path) -> None:
    write_post(tmp_path, post_text())

    _run(tmp_path, "--dry-run")

    assert not ImportRun.objects.exists()


def test_an_import_that_cannot_run_is_recorded_with_its_reason(tmp_path: Path) -> None:
    write_post(tmp_path, post_text())
    HomePage.objects.get().delete()

    with pytest.raises(CommandError):
        _run(tmp_path)

    run = ImportRun.objects.get()
    assert run.state == ImportRun.State.FAILED
    assert run.error == "网站还没有首页，请技术人员先运行 migrate。"


def test_an_import_whose_parsing_process_is_killed_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, post_text())
    monkeypatch.setattr(workers, "_FEW_FILES", 0)

    with (
        connection.execute_wrapper(_kill_workers),
        pytest.raises(CommandError, match="A process that reads posts has died") as end,
    ):
        _run(tmp_path)

    assert end.value.returncode == 1
    assert not NewsPage.objects.exists()
    run = ImportRun.objects.get()
    assert (run.state, run.error[:12]) == (
        ImportRun.State.FAILED,
        "读稿件的进程被系统中止了",
    )
    _run(tmp_path)
    assert NewsPage.objects.exists()


def _kill_workers(execute: Callable[..., Any], *query: Any) -> Any:
    """Before each query, do to the processes what a system without memory does."""
    for process in multiprocessing.active_children():
        process.kill()
    return execute(*query)
