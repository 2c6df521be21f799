"""The import_posts command and its report."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from news.models import HomePage, NewsPage
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


def test_the_table_says_what_was_done_and_what_needs_eyes(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(), "a.md")
    write_post(tmp_path, post_text(date="", code="NW2"), "b.md")
    write_post(tmp_path, "", "c.md")

    table = _run(tmp_path)

    assert "Import done. 3 file(s):" in table
    assert "created             1" in table
    assert "b.md: draft (missing_date)" in table
    assert "c.md: refused (" in table


def test_the_table_names_a_story_that_was_deleted(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(category="Lin Hu"), "a.md")
    _run(tmp_path)
    NewsPage.objects.get().delete()

    table = _run(tmp_path)

    assert "a.md: edited_since (somebody has changed or deleted the page)" in table


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

    table = _run(tmp_path, "--dry-run")

    assert table.count(": refused (") == 30
    assert "… and 5 more" in table
