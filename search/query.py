"""The query language: what a reader typed, as words, phrases, filters and dates.

张掖 夯实          words: any of them matches, stories with all come first;
                   of 湿地是什么时候建的 the question is left out: 湿地, 建
"高质量发展"       the phrase as written, also “…” and 「…」
-足球 -"女子足球"  stories without it
category:要闻 source:甘肃日报 tag:防汛 author:张三 (also with a minus in front)
after:2022-06 before:2023 (YYYY, YYYY-MM or YYYY-MM-DD; from, and up to)
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from search.text import fold
from search.words import QueryToken, merged, spans, terms, tokens, without_question

MAX_LENGTH = 200
MAX_CLAUSES = 32
# Of a sentence that was pasted in, the first words find it; each costs time.
MAX_TOKENS = 64
# So short a query asks nothing: any stretch of a story as long as that must find it.
_SHORT = 4

_QUOTES = str.maketrans(dict.fromkeys("“”「」『』", '"'))
FILTER_KEYS = ("category", "source", "tag", "author")
_KEYS = (*FILTER_KEYS, "after", "before")
_CLAUSE = re.compile(
    rf"(?P<minus>-)?(?:(?P<key>{'|'.join(_KEYS)}):)?"
    r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))'
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class QueryError(ValueError):
    """A query that cannot be answered: a sentence for programs, one for readers."""

    def __init__(self, message: str, notice: str) -> None:
        super().__init__(message)
        self.notice = notice


@dataclass(frozen=True, slots=True)
class Filter:
    """One key with the values of which a story has one, or, excluded, has none."""

    key: str
    values: tuple[str, ...]
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed query; every text in it is folded.

    `spans` are the stretches typed without a break, `terms` what to mark in a
    result, `left_out` the words of a question that nothing is looked for by. Stories
    are published from `after` on and before `before`.
    """

    tokens: tuple[QueryToken, ...] = ()
    spans: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    after: datetime.date | None = None
    before: datetime.date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether more than words decides what is found: filters, dates, a minus."""
        return bool(self.excluded or self.filters or self.after or self.before)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return not (
            self.tokens or self.excluded or self.filters or self.after or self.before
        )

    @property
    def required(self) -> tuple[QueryToken, ...]:
        """The tokens a story has when it holds every word of the query."""
        return tuple(token for token in self.tokens if token.is_required)

    @property
    def has_pieces(self) -> bool:
        """Whether some of its words may also be found as a part of a longer one."""
        return any(token.piece for token in self.required)


@dataclass(frozen=True, slots=True)
class _Clause:
    key: str | None
    text: str
    is_phrase: bool
    is_excluded: bool


def parse(text: str) -> SearchQuery:
    """Return the query a reader typed.

    Raises QueryError when it is too long, holds nothing to search for, or has a
    date that is none.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"a query has at most {MAX_LENGTH} characters, this one has {len(text)}",
            f"搜索内容最多 {MAX_LENGTH} 个字，请缩短后再试。",
        )
    clauses = list(_clauses(fold(text).translate(_QUOTES)))
    if len(clauses) > MAX_CLAUSES:
        raise QueryError(
            f"a query has at most {MAX_CLAUSES} words, this one has {len(clauses)}",
            f"搜索词最多 {MAX_CLAUSES} 个，请减少后再试。",
        )
    query = _query(clauses)
    if query.is_empty:
        raise QueryError(
            "the query holds no letter, figure or Han character to search for",
            "请输入要查找的文字。",
        )
    return query


def _clauses(folded: str) -> Iterator[_Clause]:
    for match in _CLAUSE.finditer(folded):
        bare = match["bare"]
        if bare and match["key"] is None and bare.removesuffix(":") in _KEYS:
            _reject_missing_value(bare)
        yield _Clause(
            key=match["key"],
            text=match["quoted"] if bare is None else bare,
            is_phrase=bare is None,
            is_excluded=match["minus"] is not None,
        )


def _reject_missing_value(bare: str) -> None:
    if bare.endswith(":"):
        raise QueryError(
            f"'{bare}' needs a value, written without a space after the colon",
            f"“{bare}”后面要紧跟内容，中间不留空格。",
        )


def _query(clauses: list[_Clause]) -> SearchQuery:
    wanted = [clause for clause in clauses if not (clause.key or clause.is_excluded)]
    unwanted = [clause for clause in clauses if clause.is_excluded and not clause.key]
    telling, left_out = _without_question(wanted)
    typed = [span for clause in wanted for span in spans(clause.text)]
    marked = (
        term
        for clause in telling
        for term in terms(clause.text, is_phrase=clause.is_phrase)
    )
    return SearchQuery(
        tokens=merged(
            token
            for clause in telling
            for token in tokens(clause.text, is_phrase=clause.is_phrase)
        )[:MAX_TOKENS],
        spans=_unique(typed)[:MAX_CLAUSES],
        left_out=_unique(left_out),
        phrases=_unique(
            clause.text for clause in wanted if clause.is_phrase and spans(clause.text)
        ),
        excluded=_unique(clause.text for clause in unwanted if spans(clause.text)),
        terms=_unique([*typed, *marked])[:MAX_TOKENS],
        filters=_filters(clauses),
        after=_date(clauses, "after"),
        before=_date(clauses, "before"),
    )


def _without_question(wanted: list[_Clause]) -> tuple[list[_Clause], list[str]]:
    """Return the clauses with what they ask about only, and the words left out.

    Where next to nothing would remain, nothing is left out: 为什么 is looked for too.
    """
    parts: list[tuple[str, list[str]]] = [
        (clause.text, []) if clause.is_phrase else without_question(clause.text)
        for clause in wanted
    ]
    telling = [
        replace(clause, text=text)
        for clause, (text, _) in zip(wanted, parts, strict=True)
    ]
    left_out = [word for _, words in parts for word in words]
    is_question = _length(wanted) > _SHORT and _length(telling) > 1
    return (telling, left_out) if is_question else (wanted, [])


def _length(clauses: Iterable[_Clause]) -> int:
    return sum(len(span) for clause in clauses for span in spans(clause.text))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _filters(clauses: list[_Clause]) -> tuple[Filter, ...]:
    """Return the filters; several values given for one key are alternatives."""
    values: dict[tuple[str, bool], list[str]] = {}
    for clause in clauses:
        value = clause.text.strip()
        if clause.key in FILTER_KEYS and value:
            values.setdefault((clause.key, clause.is_excluded), []).append(value)
    return tuple(
        Filter(key, tuple(alternatives), is_excluded)
        for (key, is_excluded), alternatives in values.items()
    )


def _date(clauses: list[_Clause], key: str) -> datetime.date | None:
    """Return the first day of the period a date clause names; the last one counts."""
    dated = [clause for clause in clauses if clause.key == key]
    if not dated:
        return None
    day = None if dated[-1].is_excluded else first_day(dated[-1].text)
    if day is None:
        text = f"{'-' * dated[-1].is_excluded}{key}:{dated[-1].text}"
        raise QueryError(
            f"'{text}' is no date: write {key}:YYYY, {key}:YYYY-MM or {key}:YYYY-MM-DD",
            f"“{text}”不是日期，请写成 {key}:2022、{key}:2022-06 或 {key}:2022-06-07。",
        )
    return day


def first_day(text: str) -> datetime.date | None:
    """Return the first day that YYYY, YYYY-MM or YYYY-MM-DD names; None for no date."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups(default="1")
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
