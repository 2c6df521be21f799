"""编辑日历 in the admin: a month or a week of what is planned and published."""

import datetime as dt
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from news.models import User
from news.planning.entries import (
    Entry,
    Kind,
    Published,
    Scope,
    Span,
    by_day,
    planned_entries,
    published_entries,
    visible_categories,
)

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
MONTH, WEEK = "month", "week"
# How many stories a day shows before it leads on.
SHOWN = {MONTH: 5, WEEK: 100}
YEARS = range(1950, 2100)


@dataclass(frozen=True)
class Day:
    """A day of the calendar; `more` is how many entries are left out."""

    date: date
    planned: list[Entry]
    published: list[Entry]
    more: int
    is_today: bool
    is_outside: bool


class CalendarForm(forms.Form):
    """What of the calendar is shown; whatever makes no sense counts as not said."""

    view = forms.ChoiceField(choices=[(MONTH, "月"), (WEEK, "周")], required=False)
    date = forms.DateField(required=False)
    category = forms.IntegerField(required=False, min_value=1)

    @property
    def wanted(self) -> tuple[str, dt.date, int | None]:
        """Return view, day and category."""
        self.full_clean()
        said = self.cleaned_data
        day = said.get("date")
        if day is None or day.year not in YEARS:
            day = timezone.localdate()
        return said.get("view") or MONTH, day, said.get("category")


class CalendarView(WagtailAdminTemplateMixin, TemplateView):
    """The calendar, as links: it needs no script."""

    template_name = "news/planning/calendar.html"
    page_title = "编辑日历"
    header_icon = "date"
    kinds: ClassVar = Kind

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End the path to the page with its name."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Load the days that are asked for."""
        view, day, category = CalendarForm(self.request.GET).wanted
        categories = visible_categories(cast(User, self.request.user))
        scope = _scope(categories, category)
        weeks = weeks_of(view, day)
        return super().get_context_data(
            view_name=view,
            day=day,
            category=category,
            categories=categories,
            weeks=_fill(weeks, scope, view, day),
            weekdays=WEEKDAYS,
            kinds=Kind,
            before=_step(view, day, -1),
            after=_step(view, day, 1),
            first=weeks[0][0],
            last=weeks[-1][-1],
            today=timezone.localdate(),
            **kwargs,
        )


def weeks_of(view: str, day: date) -> list[list[date]]:
    """Return the weeks, Monday first, of the month or week that a day is in."""
    if view == MONTH:
        return Calendar().monthdatescalendar(day.year, day.month)
    monday = day - timedelta(days=day.weekday())
    return [[monday + timedelta(days=number) for number in range(7)]]


def _step(view: str, day: date, direction: int) -> date:
    """Return a day in the month or week before or after."""
    if view == WEEK:
        return day + timedelta(days=7 * direction)
    first = day.replace(day=1)
    return (first + timedelta(days=40 if direction > 0 else -1)).replace(day=1)


def _scope(categories: list[tuple[int, str, str]], wanted: int | None) -> Scope:
    chosen = [row for row in categories if wanted in (None, row[0])]
    return Scope({path: name for _, path, name in chosen}, [pk for pk, _, _ in chosen])


def _fill(
    weeks: list[list[date]], scope: Scope, view: str, asked: date
) -> list[list[Day]]:
    span = Span(_midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1)))
    planned = by_day(planned_entries(span, scope, timezone.now()))
    published = published_entries(span, scope, SHOWN[view])
    days = by_day(published.entries)
    return [
        [
            _day(one, planned.get(one, []), days.get(one, []), published, view, asked)
            for one in week
        ]
        for week in weeks
    ]


def _day(
    one: date,
    planned: list[Entry],
    published: list[Entry],
    all_published: Published,
    view: str,
    asked: date,
) -> Day:
    """Put a day together: what is planned comes first, the rest as far as it fits."""
    fits = SHOWN[view]
    total = len(planned) + all_published.totals.get(one, 0)
    shown = planned[:fits]
    newest = published[::-1][: fits - len(shown)]
    return Day(
        date=one,
        planned=shown,
        published=newest[::-1],
        more=total - len(shown) - len(newest),
        is_today=one == timezone.localdate(),
        is_outside=view == MONTH and one.month != asked.month,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
