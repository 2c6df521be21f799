"""Each sample post becomes exactly what `expected.json` says."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from news.importer.problems import DRAFT_REASONS, REFUSALS
from news.importer.read import PostFile, find_post_files
from news.importer.record import PostRecord, read_record
from tests.importer.builders import SAMPLES

EXPECTED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "expected.json").read_text(encoding="utf-8")
)
POSTS = sorted(EXPECTED["posts"])
PLAIN_FIELDS = [
    "title",
    "category",
    "tags",
    "byline",
    "source",
    "original_url",
    "editors",
    "original_title",
    "summary",
]


@pytest.fixture(params=POSTS)
def sample(request: pytest.FixtureRequest) -> tuple[PostRecord, dict[str, Any]]:
    """The record of a sample post, and what it must be."""
    name = request.param
    return read_record(PostFile(name, SAMPLES / name)), EXPECTED["posts"][name]


def test_every_sample_has_an_expectation() -> None:
    assert [file.name for file in find_post_files([SAMPLES])] == POSTS


def test_fields_are_as_expected(sample: tuple[PostRecord, dict[str, Any]]) -> None:
    record, expected = sample

    report = record.as_report()

    assert {name: report[name] for name in PLAIN_FIELDS} == {
        name: expected[name] for name in PLAIN_FIELDS
    }
    assert record.published_at == datetime.fromisoformat(expected["date"])


def test_blocks_are_as_expected(sample: tuple[PostRecord, dict[str, Any]]) -> None:
    record, expected = sample

    blocks = [block.as_report() for block in record.blocks]

    assert blocks == [[*block, {}][:3] for block in _without_hints(expected["blocks"])]


def test_problems_are_as_expected(sample: tuple[PostRecord, dict[str, Any]]) -> None:
    record, expected = sample

    problems = set(record.problems) - set(expected["problems_ok"])

    assert problems == set(expected["problems"])


def test_nothing_forbidden_is_left(sample: tuple[PostRecord, dict[str, Any]]) -> None:
    record, expected = sample

    body = json.dumps(record.stream_value(), ensure_ascii=False)

    assert [text for text in expected["must_not_contain"] if text in body] == []


def test_a_second_reading_gives_the_same_record(
    sample: tuple[PostRecord, dict[str, Any]],
) -> None:
    record, _expected = sample
    name = record.file_name

    again = read_record(PostFile(name, SAMPLES / name))

    assert again.fingerprint == record.fingerprint
    assert again.stream_value() == record.stream_value()


def test_codes_that_hold_a_story_back_are_errors() -> None:
    severities = {
        code: meaning["severity"] for code, meaning in EXPECTED["problem_codes"].items()
    }

    held_back = (DRAFT_REASONS | REFUSALS) & severities.keys()

    errors = {code for code, severity in severities.items() if severity == "error"}
    assert held_back == errors


def _without_hints(blocks: list[list[Any]]) -> list[list[Any]]:
    """Return expected blocks without what only says how strictly to compare."""
    hints = {"alt_types", "alt_texts", "optional"}
    return [
        [kind, text, {key: value for key, value in options.items() if key not in hints}]
        for kind, text, options in ([*block, {}][:3] for block in blocks)
    ]
