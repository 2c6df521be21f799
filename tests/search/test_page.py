"""The reader's search page."""

import datetime
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from news.models import CategoryIndexPage
from search.answers import Answer
from search.asked import Asked
from search.index import catch_up
from search.models import SearchPromotion
from search.page import results
from search.suggestions import noting
from search.views import TYPING_HEADER
from tests.factories import SourceFactory, home_page, published_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]

HOSTILE = """"'><script>alert(1)</script>{{ 70010001|add:13000002 }}{% url 'x' %}"""
# What the expression in it would become; no date, number or token holds it.
COMPUTED = "83010003"
PARAMETERS = (
    "q",
    "category",
    "source",
    "tag",
    "byline",
    "after",
    "before",
    "sort",
    "cursor",
)
QUERIES = 12


def shown(client: Client, query: str, status: int = 200) -> str:
    """Return the HTML of the page for a query string."""
    response = client.get(f"/search/{query}")
    assert response.status_code == status
    return response.content.decode()


def on_day(*day: int) -> datetime.datetime:
    """Return noon of a day."""
    return timezone.make_aware(datetime.datetime(*day, 12))  # noqa: DTZ001


def test_the_page_without_words_explains_itself(client: Client) -> None:
    page = published_story()

    html = shown(client, "")

    assert "在上方输入要找的字词" in html
    assert f'<a href="{page.site_path}">{page.title}</a>' in html


@pytest.mark.parametrize(
    ("total", "is_exact", "text"),
    [
        (20_000, True, "20000"),
        (120_000, False, "约 12 万"),
        (23_000, False, "约 2.3 万"),
    ],
)
def test_an_estimate_reads_as_one(total: int, is_exact: bool, text: str) -> None:
    answer = Answer(
        total=total, is_exact=is_exact, stories=[], version="", understood={}
    )

    html = render_to_string("search/results.html", results(Asked({}), answer))

    assert f"找到 <strong>{text}</strong> 篇" in html
    assert f'data-search-results="找到 {text} 篇"' in html


def test_a_story_is_shown_with_its_words_marked(client: Client) -> None:
    page = published_story(title="夯实基础", source=SourceFactory(name="临湖晚报"))
    catch_up()

    html = shown(client, "?q=夯实")

    assert f'{page.site_path}"><mark>夯实</mark>基础</a>' in html
    assert "不断<mark>夯实</mark>文明县城" in html
    assert "找到 <strong>1</strong> 篇" in html
    assert "临湖晚报" in html


def test_a_traditional_query_marks_simplified_words(client: Client) -> None:
    published_story(title="国际论坛开幕")
    catch_up()

    assert "<mark>国际论坛</mark>开幕" in shown(client, "?q=國際論壇")


def test_the_form_keeps_what_was_typed(client: Client) -> None:
    html = shown(client, "?q=夯实&source=甘肃日报&sort=newest&after=2022-06")

    assert 'name="q" value="夯实"' in html
    assert 'name="source" value="甘肃日报" form="search-form"' in html
    assert 'name="sort" value="newest" form="search-form"' in html
    assert 'type="date" name="after" value="2022-06-01"' in html


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_script_is_shown_as_text(client: Client, parameter: str) -> None:
    published_story(title="<script>夯实</script>")
    catch_up()

    html = shown(client, f"?q=夯实&{parameter}={quote(HOSTILE)}")

    assert "<script>" not in html
    assert COMPUTED not in html


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("q", "\0"),
        ("category", "\0"),
        ("source", "字" * 3000),
        ("tag", "\ud7ff\ufffe"),
        ("after", "0001"),
        ("after", "9999"),
        ("before", "0001-01-01"),
        ("before", "٢٠٢٢"),
        ("sort", "-1"),
        ("cursor", "=" * 300),
    ],
)
def test_no_value_breaks_the_page(client: Client, parameter: str, value: str) -> None:
    published_story()
    catch_up()

    assert 'id="search-form"' in shown(client, f"?q=夯实&{parameter}={quote(value)}")


def test_facets_narrow_and_widen(client: Client, category: CategoryIndexPage) -> None:
    published_story(parent=category, published_at=on_day(2022, 6, 7))
    published_story(published_at=on_day(2023, 6, 7))
    catch_up()
    words = f"q={quote('夯实')}"

    every, one = shown(client, "?q=夯实"), shown(client, "?q=夯实&category=linhuribao")

    assert f"/search/?{words}&amp;category=linhuribao" in every
    assert f"/search/?{words}&amp;after=2022&amp;before=2023" in every
    assert "找到 <strong>1</strong> 篇" in one
    assert f'<a href="/search/?{words}" data-search-link data-key="chosen' in one
    assert 'data-key="category:linhuribao" aria-current="true"' in one


def test_dates_of_one_year_are_one_choice(client: Client) -> None:
    published_story(published_at=on_day(2022, 6, 7))
    catch_up()

    html = shown(client, "?q=夯实&after=2022&before=2023")

    assert html.count('data-key="chosen:') == 1
    assert 'data-key="chosen:year"' in html
    assert 'data-key="year:2022" aria-current="true"' in html


def test_filters_alone_are_a_search(
    client: Client, category: CategoryIndexPage
) -> None:
    page = published_story(parent=category)
    published_story(title="别处的一篇")
    catch_up()

    html = shown(client, "?category=linhuribao")

    assert page.title in html
    assert "别处的一篇" not in html


def test_nothing_found_helps_on(client: Client) -> None:
    page = published_story()

    html = shown(client, "?q=霸王别姬&source=甘肃日报&tag=戏曲")

    assert "换一个说法" in html
    assert f'/search/?q={quote("霸王别姬")}&amp;tag={quote("戏曲")}"' in html
    assert "去掉全部条件" in html
    assert page.title in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?q=after:去年", "after:去年”不是日期"),
        ("?q=夯实&after=abc", "“abc”不是日期"),
        ("?q=夯实&before=2022-13", "“2022-13”不是日期"),
        ("?q=……", "请输入要查找的文字"),
        (f"?q={'字' * 300}", "最多 200 个字"),
        ("?q=夯实&cursor=abc", "请从第一页看起"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: Client, query: str, sentence: str
) -> None:
    assert sentence in shown(client, query)


def test_a_wrong_date_stays_in_its_field(client: Client) -> None:
    html = shown(client, "?q=夯实&after=abc&tag=防汛")

    assert 'type="text" name="after" value="abc" form="search-form"' in html
    assert 'name="tag" value="防汛" form="search-form"' in html


def test_pages_link_to_each_other(client: Client) -> None:
    for _ in range(11):
        published_story()
    catch_up()

    first = client.get("/search/?q=夯实")
    second = client.get(first.context["next_address"])
    again = client.get(second.context["previous_address"])

    assert len(second.context["stories"]) == 1
    assert _ids(again.context["stories"]) == _ids(first.context["stories"])
    assert 'rel="next"' not in second.content.decode()


def test_the_newest_come_first_where_asked(client: Client) -> None:
    published_story(title="夯实夯实", published_at=on_day(2022, 6, 7))
    published_story(title="新的一篇", published_at=on_day(2023, 6, 7))
    catch_up()

    response = client.get("/search/?q=夯实&sort=newest")

    titles = [story.document.title for story in response.context["stories"]]
    assert titles == ["新的一篇", "夯实夯实"]


def test_a_promoted_story_stands_on_top(client: Client) -> None:
    page = published_story(title="报名指南")
    SearchPromotion.objects.create(
        site=home_page().get_site(), page=page, queries="夯实", note="<b>先看这里</b>"
    )
    catch_up()

    html = shown(client, "?q=夯实")

    assert "编辑推荐" in html
    assert "&lt;b&gt;先看这里" in html


def test_robots_and_shared_caches_leave_it_alone(client: Client) -> None:
    response = client.get("/search/?q=夯实")

    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" not in response.get("Vary", "")


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    etag = client.get("/search/?q=夯实")["ETag"]

    response = client.get("/search/?q=夯实", headers={"If-None-Match": etag})

    assert response.status_code == 304


def test_what_is_being_typed_is_not_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: Counter[str] = Counter()
    monkeypatch.setattr(
        noting._waiting, "add", lambda key, hits: counted.update([key[2]])
    )

    client.get("/search/?q=夯", headers={TYPING_HEADER: "1"})
    client.get("/search/?q=夯实")

    assert counted == {"夯实": 1}


def test_ten_stories_cost_the_queries_of_one(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        published_story()
    catch_up()
    shown(client, "?q=夯实")

    with django_assert_max_num_queries(QUERIES):
        shown(client, "?q=夯实")


def test_without_an_index_the_page_says_so(client: Client, index_root: Path) -> None:
    shutil.rmtree(index_root)

    response = client.get("/search/?q=夯实&source=甘肃日报")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    html = response.content.decode()
    assert "检索正在准备中" in html
    assert 'name="q" value="夯实"' in html
    assert 'name="source" value="甘肃日报"' in html


def _ids(stories: list) -> list[int]:
    return [story.document.page_id for story in stories]
