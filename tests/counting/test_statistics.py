"""稿件统计: what was published in a month, by name and by category."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from news.counting.statistics import UNSIGNED, by_category, by_person, totals
from news.models import CategoryIndexPage, NewsByline, NewsPage
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    PersonFactory,
    SourceFactory,
    UserFactory,
    published_story,
)

MONTH = dt.date(2024, 4, 1)
ZONE = ZoneInfo("Asia/Shanghai")
ADDRESS = "/admin/statistics/"

Published = Callable[..., NewsPage]


def at(day: int, month: int = 4, hour: int = 12) -> dt.datetime:
    """Return a time of 2024."""
    return dt.datetime(2024, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def published(category: CategoryIndexPage) -> Published:
    """Publish a story of that many 字."""

    def publish(length: int, **fields: Any) -> NewsPage:
        body = [("paragraph", f"<p>{'湖' * length}</p>")]
        fields = {"parent": category, "published_at": at(9), **fields}
        return published_story(body=body, **fields)

    return publish


def lines(rows: Any, *names: str) -> set[tuple[Any, ...]]:
    """Return these numbers of all lines, with their names."""
    return {(row["name"], *(row[name] for name in names)) for row in rows}


def test_each_name_has_the_whole_story(published: Published) -> None:
    published(100, byline=["宋时雨", "纪明川"])
    published(20, byline=["宋时雨"])

    assert lines(by_person(MONTH), "stories", "characters") == {
        ("宋时雨", 2, 120),
        ("纪明川", 1, 100),
    }


def test_who_stands_twice_under_a_story_has_it_once(published: Published) -> None:
    story = published(100, byline=["宋时雨"])
    NewsByline.objects.create(
        page=story, person=PersonFactory(name="宋时雨"), role="photographer"
    )

    assert lines(by_person(MONTH), "stories", "characters") == {("宋时雨", 1, 100)}


def test_unsigned_stories_have_a_line(published: Published) -> None:
    published(30)

    assert lines(by_person(MONTH), "characters") == {(UNSIGNED, 30)}


def test_categories_have_their_stories(published: Published) -> None:
    published(10)
    published(20)
    published(5, parent=CategoryIndexPageFactory(title="教育"))

    assert lines(by_category(MONTH), "stories", "characters") == {
        ("临湖日报", 2, 30),
        ("教育", 1, 5),
    }


def test_what_comes_from_another_paper_is_reprinted(published: Published) -> None:
    published(10)
    published(20, source=SourceFactory(name="临湖日报", is_own=True))
    published(40, source=SourceFactory(name="东岭晚报"))

    sums = totals(MONTH)

    assert (sums["own_stories"], sums["own_characters"]) == (2, 30)
    assert (sums["reprinted_stories"], sums["reprinted_characters"]) == (1, 40)
    assert (sums["stories"], sums["characters"]) == (3, 70)


def test_a_month_begins_and_ends_at_the_papers_midnight(published: Published) -> None:
    published(1, published_at=at(31, 3, hour=23))
    published(2, published_at=at(1, hour=0))
    published(4, published_at=at(30, hour=23))
    published(8, published_at=at(1, 5, hour=0))

    assert totals(MONTH)["characters"] == 6


def test_drafts_and_withdrawn_stories_do_not_count(
    published: Published, category: CategoryIndexPage
) -> None:
    published(10).unpublish()
    NewsPageFactory(parent=category, live=False, published_at=at(9))

    assert totals(MONTH)["stories"] == 0


def sign_in(client: Client, group: str = "主编") -> None:
    """Sign somebody of a group in."""
    client.force_login(UserFactory(groups=[group]))


def test_the_report_shows_a_month(client: Client, published: Published) -> None:
    published(1200, byline=["宋时雨"])
    published(9, byline=["纪明川"], published_at=at(1, 5))
    sign_in(client)

    page = client.get(ADDRESS, {"month": "2024-04"}).content.decode()

    assert "宋时雨" in page
    assert "1200" in page
    assert "2024年4月共发布" in page
    assert "纪明川" not in page


def test_the_report_begins_with_this_month(
    client: Client, published: Published
) -> None:
    published(10, byline=["宋时雨"], published_at=None)
    published(10, byline=["纪明川"])
    sign_in(client)

    page = client.get(ADDRESS).content.decode()

    assert "宋时雨" in page
    assert "纪明川" not in page


@pytest.mark.parametrize("month", ["2024-13", "四月"])
def test_a_month_that_is_none_is_pointed_out(
    client: Client, db: None, month: str
) -> None:
    sign_in(client)

    answer = client.get(ADDRESS, {"month": month})

    assert answer.status_code == 200
    assert answer.context["filters"].errors


@pytest.mark.parametrize(
    ("ordering", "first"), [("characters", "纪明川"), ("-stories", "宋时雨")]
)
def test_lines_are_ordered_as_asked(
    client: Client, published: Published, ordering: str, first: str
) -> None:
    published(50, byline=["宋时雨"])
    published(50, byline=["宋时雨"])
    published(20, byline=["纪明川"])
    sign_in(client)

    answer = client.get(ADDRESS, {"month": "2024-04", "ordering": ordering})

    assert answer.context["object_list"][0]["name"] == first


def test_a_table_for_excel(client: Client, published: Published) -> None:
    published(30, byline=["宋时雨"])
    sign_in(client)

    answer = client.get(ADDRESS, {"month": "2024-04", "export": "xlsx"})

    assert 'filename="statistics-person-2024-04.xlsx"' in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    rows = [list(row) for row in sheet.values]
    assert rows == [
        *[["名称", "篇数", "字数", "本报篇数", "本报字数", "转载篇数", "转载字数"]],
        *[["宋时雨", 1, 30, 1, 30, 0, 0]],
    ]


def test_a_csv_file_that_excel_reads(client: Client, published: Published) -> None:
    published(30)
    sign_in(client)

    answer = client.get(
        ADDRESS, {"month": "2024-04", "by": "category", "export": "csv"}
    )

    text = answer.getvalue().decode()
    assert text.startswith("\ufeff名称,篇数")
    assert "临湖日报,1,30,1,30,0,0" in text


@pytest.mark.parametrize(("group", "status"), [("主编", 200), ("编辑", 302)])
def test_chief_editors_see_it(
    client: Client, db: None, group: str, status: int
) -> None:
    sign_in(client, group)

    assert client.get(ADDRESS).status_code == status
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (ADDRESS in menu) is (status == 200)


def test_a_long_report_costs_no_more_queries(
    client: Client,
    published: Published,
    django_assert_max_num_queries: Any,
) -> None:
    names = [f"记者{number}" for number in range(12)]
    for name in names:
        published(10, byline=[name])

    with django_assert_max_num_queries(2):
        assert len(by_person(MONTH)) == len(names)
        totals(MONTH)
