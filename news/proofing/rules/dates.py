"""Dates: vague ones, those that no calendar has, weekdays of another day."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from django.utils import timezone

from news.proofing.draft import Draft, Piece
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule

WEEKDAYS = "一二三四五六日"
_DATE = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年)?(?<!\d)(?P<month>\d{1,2})月"
    r"(?P<day>\d{1,2})(?P<unit>日|号)(?!线|楼|院|门|文)"
    r"(?P<between>[（(，、 ]?)(?P<name>星期|周|礼拜)?(?P<weekday>[一二三四五六日天])?"
)
# Months and days that are not those of the calendar on the wall.
_LUNAR = re.compile("农历|阴历|旧历|夏历")
_VAGUE = re.compile(
    r"(?<![最附远接邻昨今明几])近日(?!点|来[，。])"
    r"|(?<![节生假今昨明每数几整半即当末工作\d一二三四五六七八九十])日前(?!夕)"
    r"|(?:今天|今日|昨天|昨日|前天|明天)(?=上午|下午|中午|晚上|凌晨|傍晚|清晨|早|晚"
    r"|，|举行|召开|开幕|开通|正式|从|在)"
)
_EXACT = re.compile(r"\d{1,2}月\d{1,2}[日号]|(?<!\d)\d{1,2}日(?!游|内|前|后|均|常)")
_QUOTED = re.compile("“[^”\n]*(?:”|$)", re.MULTILINE)


@rule
def vague_dates(draft: Draft) -> Iterator[Finding]:
    """Find 近日 and 今天 in a story that says nowhere which day it was."""
    if _EXACT.search(draft.text):
        return
    said: set[str] = set()
    for piece in draft.prose:
        if piece.block_type in ("quote", "image", "heading"):
            continue
        quoted = [match.span() for match in _QUOTED.finditer(piece.text)]
        for match in _VAGUE.finditer(piece.text):
            is_quoted = any(start <= match.start() < end for start, end in quoted)
            if is_quoted or match.group() in said:
                continue
            said.add(match.group())
            message = f"写了“{match.group()}”，全文没有具体日期。"
            yield piece.found("vague-date", Severity.WARN, message, *match.span())


@rule
def impossible_dates(draft: Draft) -> Iterator[Finding]:
    """Find days that no calendar has, and weekdays that do not fit their date."""
    for piece in draft.fields:
        for match in _DATE.finditer(piece.text):
            if _LUNAR.search(piece.text[max(0, match.start() - 8) : match.start()]):
                continue
            if _exists(match):
                yield from _wrong_weekday(draft, piece, match)
            else:
                end = match.end("unit")
                words = piece.text[match.start() : end]
                yield piece.found(
                    "date",
                    Severity.WARN,
                    f"没有“{words}”这一天。",
                    match.start(),
                    end,
                )


def _exists(match: re.Match[str]) -> bool:
    """Return whether the calendar of the year, or of a leap year, has the day."""
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= 12:
        return False
    _, days = calendar.monthrange(int(match["year"] or 2024), month)
    return 1 <= day <= days


def _wrong_weekday(
    draft: Draft, piece: Piece, match: re.Match[str]
) -> Iterator[Finding]:
    if not (match["name"] and match["weekday"]):
        return
    date = _date_of(draft, match)
    written = WEEKDAYS.index(match["weekday"].replace("天", "日"))
    if date is None or date.weekday() == written:
        return
    right = match["name"] + WEEKDAYS[date.weekday()]
    yield piece.found(
        "weekday",
        Severity.WARN,
        f"{date.year}年{date.month}月{date.day}日是{right}。",
        match.start("name"),
        match.end("weekday"),
        suggestion=right,
        about=match.group(),
    )


def _date_of(draft: Draft, match: re.Match[str]) -> dt.date | None:
    """Return the date, in the year that is written or else next to the story's own.

    A month away from the story's time, another year may be meant.
    """
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        return dt.date(int(match["year"]), month, day)
    told = _day_of(draft)
    dates = [
        dt.date(year, month, day)
        for year in (told.year - 1, told.year, told.year + 1)
        if day <= calendar.monthrange(year, month)[1]
    ]
    near = [date for date in dates if abs((date - told).days) <= 31]
    return near[0] if near else None


def _day_of(draft: Draft) -> dt.date:
    story = draft.story
    moment = story.published_at or story.first_published_at or story.go_live_at
    return timezone.localdate(moment)
