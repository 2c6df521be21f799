"""编辑日历: what stands in it, for whom, and what it costs."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Revision

from news.models import CategoryIndexPage, NewsPage, User
from news.models.review import ReviewTaskState
from news.planning.calendar import MONTH, SHOWN, WEEK, weeks_of
from news.planning.entries import (
    Kind,
    Scope,
    Span,
    planned_entries,
    published_entries,
    visible_categories,
)
from news.review.setup import set_up
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    UserFactory,
    home_page,
    published_story,
)

pytestmark = pytest.mark.django_db
URL = "/admin/calendar/"
NOON = dt.time(12)
ZONE = ZoneInfo("Asia/Shanghai")


def noon(day: dt.date) -> dt.datetime:
    """Return noon of a day in the newsroom."""
    return timezone.make_aware(dt.datetime.combine(day, NOON))


def everything() -> Scope:
    """Return the scope of somebody who sees all."""
    rows = visible_categories(UserFactory(is_superuser=True))
    return Scope({path: name for _, path, name in rows}, [pk for pk, _, _ in rows])


def kinds_of(story: NewsPage, day: dt.date) -> list[Kind]:
    """Return what is planned of a story on a day."""
    span = Span(noon(day) - dt.timedelta(hours=12), noon(day) + dt.timedelta(hours=12))
    entries = planned_entries(span, everything(), timezone.now())
    return [entry.kind for entry in entries if entry.page_id == story.pk]


@pytest.fixture
def day() -> dt.date:
    """A day next week."""
    return timezone.localdate() + dt.timedelta(days=7)


@pytest.fixture
def draft(category: CategoryIndexPage) -> NewsPage:
    """A story that is not out."""
    story = NewsPageFactory(parent=category, live=False, title="湖区水质")
    story.save_revision()
    return NewsPage.objects.get(pk=story.pk)


def test_an_approved_time_is_shown_as_scheduled(draft: NewsPage, day: dt.date) -> None:
    draft.go_live_at = noon(day)
    draft.save_revision().publish()

    assert kinds_of(draft, day) == [Kind.SCHEDULED]


def test_a_time_that_nobody_approved_is_shown_as_planned(
    draft: NewsPage, day: dt.date
) -> None:
    Page.objects.filter(pk=draft.pk).update(go_live_at=noon(day))

    assert kinds_of(draft, day) == [Kind.PLANNED]


def test_embargoes_end_in_the_calendar(draft: NewsPage, day: dt.date) -> None:
    NewsPage.objects.filter(pk=draft.pk).update(embargo_until=noon(day))
    # As the next save of the draft does.
    Page.objects.filter(pk=draft.pk).update(go_live_at=noon(day))

    assert kinds_of(draft, day) == [Kind.EMBARGO]


def test_an_expiry_is_shown(category: CategoryIndexPage, day: dt.date) -> None:
    story = published_story(parent=category)
    Page.objects.filter(pk=story.pk).update(expire_at=noon(day))

    assert kinds_of(story, day) == [Kind.EXPIRY]


def test_a_reviews_due_time_is_shown(draft: NewsPage, day: dt.date) -> None:
    set_up([home_page()])
    draft.get_workflow().start(draft, UserFactory())
    ReviewTaskState.objects.update(due_at=noon(day))

    assert kinds_of(draft, day) == [Kind.DUE]


def test_what_should_have_gone_out_is_marked(
    draft: NewsPage, admin_client: Client
) -> None:
    late = timezone.now() - dt.timedelta(minutes=5)
    Revision.objects.filter(object_id=str(draft.pk)).update(approved_go_live_at=late)

    page = admin_client.get(URL, {"date": f"{timezone.localdate(late)}"})

    assert "定时发布，已过时间" in page.content.decode()


def test_what_was_published_stands_at_its_time(
    category: CategoryIndexPage, admin_client: Client
) -> None:
    at = dt.datetime(2024, 5, 9, 0, 30, tzinfo=ZONE)
    story = published_story(parent=category, title="端午赛龙舟", published_at=at)

    page = admin_client.get(URL, {"date": "2024-05-20"}).content.decode()

    before, _, cell = page.partition('<time datetime="2024-05-09">')
    assert "端午赛龙舟" not in before
    assert "端午赛龙舟" in cell.partition("</td>")[0]
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in cell


def test_a_full_day_shows_the_newest_and_says_how_many_more(
    category: CategoryIndexPage, admin_client: Client
) -> None:
    for minute in range(SHOWN[MONTH] + 3):
        at = dt.datetime(2024, 5, 9, 10, minute, tzinfo=ZONE)
        NewsPageFactory(parent=category, title=f"第{minute}条", published_at=at)

    month = admin_client.get(URL, {"date": "2024-05-20"}).content.decode()
    week = admin_client.get(URL, {"date": "2024-05-09", "view": "week"})

    assert "还有 3 项" in month
    assert "第7条" in month
    assert "第0条" not in month
    assert "第0条" in week.content.decode()


def test_a_category_can_be_chosen(
    category: CategoryIndexPage, admin_client: Client
) -> None:
    other = CategoryIndexPageFactory(title="农村报")
    at = dt.datetime(2024, 5, 9, 10, tzinfo=ZONE)
    NewsPageFactory(parent=category, title="湖上来客", published_at=at)
    NewsPageFactory(parent=other, title="麦子熟了", published_at=at)

    asked = {"date": "2024-05-20", "category": other.pk}
    page = admin_client.get(URL, asked).content.decode()

    assert "麦子熟了" in page
    assert "湖上来客" not in page
    assert f"category={other.pk}" in page


def test_somebody_sees_only_categories_that_they_may_explore(
    category: CategoryIndexPage, client: Client
) -> None:
    other = CategoryIndexPageFactory(title="农村报")
    at = dt.datetime(2024, 5, 9, 10, tzinfo=ZONE)
    NewsPageFactory(parent=category, title="湖上来客", published_at=at)
    NewsPageFactory(parent=other, title="麦子熟了", published_at=at)
    user: User = UserFactory(groups=["编辑"])
    GroupPagePermission.objects.filter(group__name="编辑").update(page=other)
    client.force_login(user)

    page = client.get(URL, {"date": "2024-05-20"}).content.decode()

    assert "麦子熟了" in page
    assert "湖上来客" not in page


def test_today_is_marked_once(admin_client: Client, db: None) -> None:
    page = admin_client.get(URL).content.decode()

    assert page.count('aria-current="date"') == 1
    assert page.count("<strong>今天</strong>") == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"view": "year"},
        {"date": "2024-13-40"},
        {"date": "0001-01-01"},
        {"date": "9999-12-31"},
        {"category": "x"},
        {"category": "999999999999999999999"},
    ],
)
def test_what_makes_no_sense_shows_this_month(
    admin_client: Client, asked: dict[str, str]
) -> None:
    assert admin_client.get(URL, asked).status_code == 200


def test_the_calendar_needs_an_account(client: Client) -> None:
    assert client.get(URL).status_code == 302


def test_months_have_whole_weeks() -> None:
    weeks = weeks_of(MONTH, dt.date(2024, 2, 29))

    assert weeks[0][0] == dt.date(2024, 1, 29)
    assert weeks[-1][-1] == dt.date(2024, 3, 3)
    assert {len(week) for week in weeks} == {7}


def test_a_week_begins_on_monday() -> None:
    (week,) = weeks_of(WEEK, dt.date(2024, 3, 3))

    assert (week[0], week[-1]) == (dt.date(2024, 2, 26), dt.date(2024, 3, 3))


def fill(category: CategoryIndexPage, number: int, day: dt.date) -> None:
    """Let some stories be planned, and as many be out."""
    for _ in range(number):
        NewsPageFactory(parent=category, published_at=noon(day))
        story = NewsPageFactory(parent=category, live=False)
        story.go_live_at = noon(day)
        story.save_revision().publish()


def test_more_stories_cost_no_more_queries(
    category: CategoryIndexPage, admin_client: Client, day: dt.date
) -> None:
    asked: dict[str, Any] = {"date": f"{day}", "view": "week"}
    admin_client.get(URL, asked)
    fill(category, 1, day)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(URL, asked)
    fill(category, 6, day)

    with CaptureQueriesContext(connection) as many:
        admin_client.get(URL, asked)

    assert len(many) == len(few)


def test_the_newest_of_a_day_are_found_in_one_query(
    category: CategoryIndexPage, django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        NewsPageFactory(parent=category, published_at=noon(dt.date(2024, 5, 9)))
    span = Span(noon(dt.date(2024, 5, 1)), noon(dt.date(2024, 5, 31)))
    scope = everything()

    with django_assert_num_queries(1):
        found = published_entries(span, scope, 2)

    assert len(found.entries) == 2
    assert found.totals == {dt.date(2024, 5, 9): 4}
