"""Collections and judged queries, as JSON lines.

A collection, one story a line; only `id` and one of `title` and `body` are needed:

    {"id": "a1", "title": "…", "body": "…", "date": "2024-03-12T09:30:00+08:00",
     "category": "文化", "source": "临湖日报", "byline": ["贺青禾"], "tags": ["阅读"]}

Queries, one a line; `kind` groups the results, a grade above 0 means relevant:

    {"kind": "question", "query": "…", "relevant": {"a1": 3, "a7": 1}}
    {"kind": "question", "query": "…", "relevant": ["a1", "a7"]}

A file may also hold one JSON list of such objects. Ids are strings (a whole number is
read as one); a date without a zone is of the paper's, one that is missing is the first
of January 2020; bylines and tags may be one string. Other members are passed over.
What PostgreSQL cannot keep (U+0000, halves of surrogate pairs) is read as a space.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
NO_DATE = dt.datetime(2020, 1, 1)  # noqa: DTZ001
DEFAULT_KIND = "all"
# So many problems of a file are told at once.
MOST_PROBLEMS = 20
_SHOWN_LENGTH = 60

Made = TypeVar("Made", "Story", "JudgedQuery")
Object = Mapping[str, Any]


class DataError(ValueError):
    """A file that cannot be used: a sentence a line, each with file and line number."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story of a collection; `date` is naive when the file names no zone."""

    id: str
    title: str
    body: str
    date: dt.datetime
    category: str = ""
    source: str = ""
    byline: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query, and the ids of the stories that answer it with their grades."""

    kind: str
    query: str
    relevant: Mapping[str, float]


def read_collection(path: Path) -> list[Story]:
    """Return the stories of a file; raises DataError, also for an id used twice."""
    stories: list[Story] = []
    first_seen: dict[str, int] = {}

    def add(number: int, value: Object) -> None:
        story = read_story(value)
        if story.id in first_seen:
            raise ValueError(
                f"the id '{story.id}' stands in line {first_seen[story.id]} already"
            )
        first_seen[story.id] = number
        stories.append(story)

    _read(path, add)
    return stories


def read_queries(path: Path, known: Collection[str] | None = None) -> list[JudgedQuery]:
    """Return the queries of a file; raises DataError.

    With `known`, the ids of a collection, also for a relevant story not among them.
    """
    queries: list[JudgedQuery] = []

    def add(_number: int, value: Object) -> None:
        query = read_query(value)
        missing = [pk for pk in query.relevant if known is not None and pk not in known]
        if missing:
            raise ValueError(f"the collection has no story '{missing[0]}'")
        queries.append(query)

    _read(path, add)
    return queries


def _read(path: Path, add: Callable[[int, Object], None]) -> None:
    """Add each object of a file; raises DataError that names all that is wrong."""
    problems: list[str] = []
    count = 0
    for number, text in _lines(path):
        count += 1
        try:
            add(number, _as_object(text))
        except ValueError as error:
            problems.append(f"{path}, {number}: {error}")
    if not count:
        problems.append(f"{path}: the file holds nothing")
    if len(problems) > MOST_PROBLEMS:
        more = len(problems) - MOST_PROBLEMS
        problems[MOST_PROBLEMS:] = [f"{path}: and {more} more"]
    if problems:
        raise DataError("\n".join(problems))


def _lines(path: Path) -> Iterator[tuple[int, str | Object]]:
    """Yield what stands in each line, or each object of a list, with its number."""
    try:
        # Split at line feeds only: JSON may hold U+2028 and others as they are.
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8, at byte {error.start}") from error
    if text.lstrip().startswith("["):
        yield from enumerate(_listed(path, text), 1)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _listed(path: Path, text: str) -> Iterable[Any]:
    try:
        return json.loads(text)
    except ValueError as error:
        raise DataError(f"{path}: no JSON list: {error}") from error


def _as_object(value: Any) -> Object:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError as error:
            raise ValueError(f"no JSON: {error.msg}, column {error.colno}") from error
    if not isinstance(value, dict):
        raise TypeMismatchError("the line", "an object", value)
    return value


class TypeMismatchError(ValueError):
    """A value of another type than it must have."""

    def __init__(self, name: str, expected: str, value: Any) -> None:
        shown = json.dumps(value, ensure_ascii=False)[:_SHOWN_LENGTH]
        super().__init__(f"{name} is {shown}, but must be {expected}")


# The objects.


def read_story(value: Object) -> Story:
    """Return the story an object stands for; raises ValueError."""
    story = Story(
        id=_identity("id", value.get("id")),
        title=_text(value, "title").strip(),
        body=_text(value, "body").strip(),
        date=_date(value.get("date")),
        category=_text(value, "category").strip(),
        source=_text(value, "source").strip(),
        byline=_names(value, "byline"),
        tags=_names(value, "tags"),
    )
    if not (story.title or story.body):
        raise ValueError("neither title nor body says anything")
    return story


def read_query(value: Object) -> JudgedQuery:
    """Return the judged query an object stands for; raises ValueError."""
    query = _text(value, "query")
    if not query.strip():
        raise ValueError("query is missing or empty")
    relevant = _grades(value.get("relevant"))
    if not any(grade > 0 for grade in relevant.values()):
        raise ValueError("relevant names no story with a grade above 0")
    return JudgedQuery(_text(value, "kind").strip() or DEFAULT_KIND, query, relevant)


def _identity(name: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise TypeMismatchError(name, "a string", value)
    if not value.strip():
        raise ValueError(f"{name} is empty")
    return _kept(value)


def _text(value: Object, name: str) -> str:
    text = value.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise TypeMismatchError(name, "a string", text)
    return _kept(text)


def _kept(text: str) -> str:
    # Python reads pairs written as two escapes whole; what is left are halves.
    return _NOT_KEPT.sub(" ", text)


def _names(value: Object, name: str) -> tuple[str, ...]:
    names = value.get(name) or []
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise TypeMismatchError(name, "a list of strings", names)
    stripped = (_kept(one).strip() for one in names)
    return tuple(dict.fromkeys(filter(None, stripped)))


def _date(value: Any) -> dt.datetime:
    if value is None or value == "":
        return NO_DATE
    if not isinstance(value, str):
        raise TypeMismatchError("date", "a string", value)
    try:
        return dt.datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise TypeMismatchError(
            "date", "as in 2024-03-12 or ISO 8601", value
        ) from error


def _grades(value: Any) -> dict[str, float]:
    if isinstance(value, list):
        return {_identity("an id in relevant", one): 1.0 for one in value}
    if not isinstance(value, dict):
        raise TypeMismatchError("relevant", "an object of grades or a list", value)
    for name, grade in value.items():
        if not isinstance(grade, int | float) or isinstance(grade, bool) or grade < 0:
            raise TypeMismatchError(f"the grade of '{name}'", "a number from 0", grade)
    return {_kept(name): float(grade) for name, grade in value.items()}
