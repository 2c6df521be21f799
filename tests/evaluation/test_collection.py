"""Collections and queries are read as documented; what is wrong is named."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.evaluation.collection import (
    MOST_PROBLEMS,
    NO_DATE,
    DataError,
    read_collection,
    read_queries,
)

STORY = {"id": "a", "title": "标题"}
QUERY = {"query": "标题", "relevant": {"a": 2}}


def written(folder: Path, text: str | bytes) -> Path:
    """Return a file that holds `text`."""
    path = folder / "data.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_story_is_read_whole(tmp_path: Path) -> None:
    line = {
        "id": "a1",
        "title": " 标题 ",
        "body": "正文",
        "date": "2024-03-12",
        "category": "文化",
        "byline": "甲",
        "tags": ["乙", "乙"],
    }

    (story,) = read_collection(written(tmp_path, json.dumps(line)))

    assert (story.title, story.body, story.byline) == ("标题", "正文", ("甲",))
    assert (story.date, story.tags) == (dt.datetime(2024, 3, 12), ("乙",))  # noqa: DTZ001


def test_only_an_id_and_some_text_are_needed(tmp_path: Path) -> None:
    (story,) = read_collection(written(tmp_path, '\n{"id": 7, "body": "正文"}\n\n'))

    assert (story.id, story.date, story.title) == ("7", NO_DATE, "")


def test_a_list_is_read_as_lines_are(tmp_path: Path) -> None:
    stories = read_collection(written(tmp_path, json.dumps([STORY], indent=1)))

    assert [story.id for story in stories] == ["a"]


def test_separators_of_unicode_do_not_end_a_line(tmp_path: Path) -> None:
    text = (
        '\ufeff{"id": "a", "body": "一\u2028二\u0085三"}\r\n{"id": "b", "body": "四"}'
    )

    first, _second = read_collection(written(tmp_path, text))

    assert first.body == "一\u2028二\u0085三"


def test_what_the_database_cannot_keep_becomes_a_space(tmp_path: Path) -> None:
    text = r'{"id": "a", "body": "一\u0000二\ud800三\ud83d\ude00"}'

    (story,) = read_collection(written(tmp_path, text))

    assert story.body == "一 二 三😀"


@pytest.mark.parametrize(
    "relevant", [["a", "b"], {"a": 1, "b": 1.0}], ids=["list", "grades"]
)
def test_judgments_are_a_list_or_grades(tmp_path: Path, relevant: object) -> None:
    line = json.dumps({"query": "标题", "relevant": relevant})

    (query,) = read_queries(written(tmp_path, line))

    assert (query.kind, query.relevant) == ("all", {"a": 1.0, "b": 1.0})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON: Expecting property name"),
        ("[1]", "the line is 1, but must be an object"),
        ('"x"', 'the line is "x", but must be an object'),
        ('{"title": "x"}', "id is null, but must be a string"),
        ('{"id": " ", "title": "x"}', "id is empty"),
        ('{"id": "a", "title": 3}', "title is 3, but must be a string"),
        ('{"id": "a", "title": " "}', "neither title nor body says anything"),
        ('{"id": "a", "body": "x", "date": "5月"}', 'date is "5月", but must be as in'),
        ('{"id": "a", "body": "x", "tags": [1]}', "tags is [1], but must be a list"),
    ],
)
def test_a_bad_story_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path, line)

    with pytest.raises(DataError) as raised:
        read_collection(path)

    assert str(raised.value).startswith(f"{path}, 1: {said}")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"query": " "}, "query is missing or empty"),
        ({"relevant": {}}, "relevant names no story with a grade above 0"),
        ({"relevant": {"a": 0}}, "relevant names no story with a grade above 0"),
        ({"relevant": "a"}, 'relevant is "a", but must be an object of grades'),
        ({"relevant": {"a": "1"}}, "the grade of 'a' is \"1\", but must be a number"),
        ({"relevant": ["b"]}, "the collection has no story 'b'"),
    ],
)
def test_a_bad_query_is_named(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    lines = f"{json.dumps(QUERY)}\n{json.dumps({**QUERY, **change})}"
    path = written(tmp_path, lines)

    with pytest.raises(DataError) as raised:
        read_queries(path, {"a"})

    assert str(raised.value).startswith(f"{path}, 2: {said}")


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, f"{json.dumps(STORY)}\n" * 2)

    with pytest.raises(DataError, match=r", 2: the id 'a' stands in line 1 already$"):
        read_collection(path)


@pytest.mark.parametrize("text", ["", "\n\n", "[]"])
def test_an_empty_file_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match="the file holds nothing"):
        read_collection(written(tmp_path, text))


def test_a_file_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not UTF-8, at byte 7"):
        read_collection(written(tmp_path, '{"id":"标"}'.encode("gbk")))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        read_collection(tmp_path / "none.jsonl")


def test_only_the_first_problems_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        read_collection(written(tmp_path, "x\n" * 50))

    assert len(str(raised.value).splitlines()) == MOST_PROBLEMS + 1
    assert str(raised.value).endswith("and 30 more")
