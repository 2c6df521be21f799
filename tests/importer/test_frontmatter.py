"""Front matter, valid, broken and hostile, and what is made of its values."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from news.importer.read import PostFile
from news.importer.record import read_record
from tests.importer.builders import (
    CODE,
    SENTENCE,
    TAIL,
    post_text,
    read,
    write_post,
)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"他说"你好"就走了"', '他说"你好"就走了'),
        ("张掖: 会议: 实录", "张掖: 会议: 实录"),
        ("[组图] 春天", "[组图] 春天"),
        ("@所有人 放假", "@所有人 放假"),
        ("*ST临湖：公告", "*ST临湖：公告"),
    ],
)
def test_a_title_that_breaks_yaml_is_recovered(
    tmp_path: Path, written: str, title: str
) -> None:
    record = read(tmp_path, post_text(title=written))

    assert record.title == title
    assert record.published_at is not None
    assert record.problems == ("front_matter_repaired",)


@pytest.mark.parametrize("written", ["yes", "100", "2024-01-01", "null", "1e3"])
def test_every_value_stays_text(tmp_path: Path, written: str) -> None:
    record = read(tmp_path, post_text(title=written))

    assert record.title == written
    assert record.problems == ()


@pytest.mark.parametrize(
    "title",
    ["&a 标题", "!!python/object/apply:os.system [id]", "!!str 标题"],
)
def test_anchors_and_object_tags_are_refused(tmp_path: Path, title: str) -> None:
    record = read(tmp_path, post_text(title=title))

    assert record.is_refused
    assert "front_matter_unsafe" in record.problems


def test_a_file_without_front_matter_is_refused(tmp_path: Path) -> None:
    record = read(tmp_path, f"# 说明\n\n{SENTENCE}\n")

    assert record.is_refused
    assert "missing_front_matter" in record.problems


def test_front_matter_without_an_end_is_recovered(tmp_path: Path) -> None:
    head = "---\ntitle: 春天\ndate: 2024-04-09 08:30:00 +0800\n\n"

    record = read(tmp_path, f"{head}<p>{SENTENCE}</p>")

    assert record.title == "春天"
    assert record.blocks[0].text == SENTENCE
    assert "front_matter_repaired" in record.problems


def test_escapes_bring_no_control_character_back(tmp_path: Path) -> None:
    record = read(tmp_path, post_text(title='"春\\x00天"'))

    assert record.title == "春天"


def test_markup_in_a_title_is_only_text(tmp_path: Path) -> None:
    record = read(tmp_path, post_text(title="春<script>alert(1)</script>天 &amp; 秋"))

    assert record.title == "春天 & 秋"
    assert record.problems == ("unsafe_html_removed",)


def test_a_missing_title_is_taken_from_the_body_of_a_draft(tmp_path: Path) -> None:
    record = read(tmp_path, post_text(title='""'))

    assert record.is_draft
    assert record.title == SENTENCE[:30]
    assert record.problems == ("missing_title", "title_from_body")


@pytest.mark.parametrize(
    ("written", "moment", "problems"),
    [
        ("2024-04-09T08:30:00+08:00", "2024-04-09T08:30:00+08:00", ()),
        ("2024-04-09 00:30:00 Z", "2024-04-09T00:30:00+00:00", ()),
        ("2024-04-09 08:30:00", "2024-04-09T08:30:00+08:00", ("date_zone_assumed",)),
        (
            "2024/4/9 8:30",
            "2024-04-09T08:30:00+08:00",
            ("date_format_nonstandard", "date_zone_assumed"),
        ),
        (
            "2024年4月9日",
            "2024-04-09T00:00:00+08:00",
            ("date_format_nonstandard", "date_without_time", "date_zone_assumed"),
        ),
        (
            "Tue, 09 Apr 2024 08:30:00 +0800",
            "2024-04-09T08:30:00+08:00",
            ("date_format_nonstandard",),
        ),
    ],
)
def test_a_date_is_understood_and_reported(
    tmp_path: Path, written: str, moment: str, problems: tuple[str, ...]
) -> None:
    record = read(tmp_path, post_text(date=written))

    assert record.published_at is not None
    assert record.published_at.isoformat() == moment
    assert record.problems == problems


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("2024-02-30 08:30:00 +0800", "bad_date"),
        ("2024-04-09 25:00:00 +0800", "bad_date"),
        ("0001-01-01 00:00:00 +0800", "bad_date"),
        ("昨天", "bad_date"),
    ],
)
def test_a_date_is_never_guessed(tmp_path: Path, written: str, problem: str) -> None:
    record = read(tmp_path, post_text(date=written))

    assert record.published_at is None
    assert record.is_draft
    assert record.problems == (problem,)


def test_without_a_date_the_file_name_gives_the_day(tmp_path: Path) -> None:
    record = read(tmp_path, post_text(date=""))

    assert record.published_at == datetime(2024, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert record.problems == ("date_from_filename",)
    assert not record.is_draft


@pytest.mark.parametrize("name", ["lake.md", "2024-02-31-lake.md"])
def test_without_any_date_a_post_stays_a_draft(tmp_path: Path, name: str) -> None:
    path = write_post(tmp_path, post_text(date=""), name)

    record = read_record(PostFile(name, path))

    assert record.published_at is None
    assert record.is_draft
    assert record.problems == ("missing_date",)


@pytest.mark.parametrize(
    ("written", "slug", "problems"),
    [
        ("Lin Hu (Ri)bao", "Lin-Hu-Ri-bao", ("category_split", "slug_normalised")),
        ("Linhuribao", "Linhuribao", ("slug_normalised",)),
        ("临湖日报", "linhuribao", ("slug_normalised",)),
        ("search", "search-category", ("slug_normalised",)),
        ("../etc", "etc", ("bad_slug",)),
        ('""', "", ("missing_category",)),
    ],
)
def test_a_category_slug_is_normalised_and_never_split(
    tmp_path: Path, written: str, slug: str, problems: tuple[str, ...]
) -> None:
    record = read(tmp_path, post_text(category=written))

    assert record.category.slug == slug
    assert record.category.name == "临湖日报"
    assert record.problems == problems


def test_the_name_of_a_category_may_come_from_the_tag(tmp_path: Path) -> None:
    content = post_text().replace(TAIL.split("\n\n")[2], "")

    record = read(tmp_path, content)

    assert record.category.name == "临湖日报"


def test_a_tag_given_twice_is_one(tmp_path: Path) -> None:
    record = read(tmp_path, post_text(tags="[临湖日报新闻, 治水, 治水]"))

    assert record.tags == ("临湖日报新闻", "治水")
    assert record.problems == ("duplicate_tag_removed",)


def test_without_an_address_the_file_name_gives_the_code(tmp_path: Path) -> None:
    address = TAIL.format(code=CODE).split("\n\n")[1]

    record = read(tmp_path, post_text().replace(address, "<>"))

    assert record.original_code == CODE
    assert record.original_url == ""
    assert record.problems == ("missing_original_url",)


def test_text_after_the_end_of_a_post_is_dropped(tmp_path: Path) -> None:
    record = read(tmp_path, post_text() + "\n半句话</p><p>另一篇的结尾。</p>")

    assert [block.text for block in record.blocks] == [SENTENCE]
    assert record.problems == ("trailing_garbage",)
