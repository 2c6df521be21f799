"""Publication times as posts write them."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from news.importer.characters import collapse_spaces, fold_width

# What a time without a zone means in a Chinese newspaper.
ASSUMED_ZONE = ZoneInfo("Asia/Shanghai")

_DATE = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T ]?(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})分?"
    r"(?::?(?P<second>\d{1,2})秒?(?:\.\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?"
)
_NAMED_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-")
_STANDARD = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?\s*(?:Z|[+-]\d\d:?\d\d)?)?"
)


def read_date(text: str, problems: set[str], *, file_name: str = "") -> datetime | None:
    """Return the moment that a front matter's `date` names.

    Without one, a file named in Jekyll's way (`2024-04-09-title.md`) gives the day.
    None, with `missing_date` or `bad_date`, when there is no such moment; a date that
    is wrong is never guessed.
    """
    plain = collapse_spaces(fold_width(text))
    if not plain:
        return _read_file_name(file_name, problems)
    match = _DATE.fullmatch(plain)
    moment = _build(match, problems) if match else _read_mail_date(plain)
    if moment is None:
        problems.add("bad_date")
    elif not _STANDARD.fullmatch(text.strip()):
        problems.add("date_format_nonstandard")
    return moment


def _read_file_name(name: str, problems: set[str]) -> datetime | None:
    match = _NAMED_DAY.match(PurePath(name).name)
    if match:
        with suppress(ValueError):
            day = datetime(*map(int, match.groups()), tzinfo=ASSUMED_ZONE)  # type: ignore[arg-type, misc]
            problems.add("date_from_filename")
            return day
    problems.add("missing_date")
    return None


def _build(match: re.Match[str], problems: set[str]) -> datetime | None:
    parts = match.groupdict()
    numbers = [
        int(parts[name] or 0)
        for name in ("year", "month", "day", "hour", "minute", "second")
    ]
    try:
        moment = datetime(*numbers, tzinfo=_read_zone(parts["zone"]))  # type: ignore[misc, arg-type]
        # A year like 0001 has no moment in UTC east of Greenwich.
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if parts["hour"] is None:
        problems.add("date_without_time")
    if parts["zone"] is None:
        problems.add("date_zone_assumed")
    return moment


def _read_zone(zone: str | None) -> ZoneInfo | timezone:
    if zone is None:
        return ASSUMED_ZONE
    if zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if zone[0] == "-" else offset)


def _read_mail_date(text: str) -> datetime | None:
    """Return the moment of "Tue, 07 Jun 2022 11:01:44 +0800" (RFC 5322)."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
