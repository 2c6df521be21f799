"""Log lines of production."""

import json
import logging
import sys

from site_core.logs import JSONFormatter


def line_of(message: str, *values: object, **attributes: object) -> dict[str, object]:
    """Return the line of a record, read back."""
    record = logging.makeLogRecord(
        {"name": "news", "levelname": "WARNING", "msg": message, "args": values}
        | attributes
    )
    text = JSONFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_record_is_one_object() -> None:
    line = line_of("%s 已发布", "稿件", created=0)

    assert line == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "warning",
        "logger": "news",
        "message": "稿件 已发布",
    }


def test_status_of_an_answer_is_told() -> None:
    assert line_of("Not Found", status_code=404)["status"] == 404


def test_a_trace_is_within_the_line() -> None:
    try:
        int("脏数据")
    except ValueError:
        line = line_of("failed", exc_info=sys.exc_info())

    assert "脏数据" in str(line["exception"])
