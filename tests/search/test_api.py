"""GET /api/v2/search/."""

import datetime
import json
import shutil
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, Site

from news.api.caching import etag_of
from news.models import CategoryIndexPage, HomePage, NewsPage
from search.index import catch_up, current_reader, rebuild
from tests.factories import SourceFactory, published_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
BODY = [("paragraph", "<p>縣裡不斷<b>夯實</b>文明縣城創建基礎 &lt;b&gt;。</p>")]
PATH = "/api/v2/search/"


def get(client: Client, status: int = 200, **parameters: Any) -> dict[str, Any]:
    """Return the answer to a search, which has this status."""
    response = client.get(f"{PATH}?{urlencode(parameters)}")
    assert response.status_code == status
    return json.loads(response.content)


def found(client: Client, **parameters: Any) -> list[int]:
    """Return the ids of what is found."""
    return [item["id"] for item in get(client, **parameters)["items"]]


def on(year: int, month: int = 1, day: int = 1) -> datetime.datetime:
    """Return the first moment of a day."""
    return datetime.datetime(year, month, day, tzinfo=SHANGHAI)


def indexed_story(**fields: Any) -> NewsPage:
    """Return a published story that is in the index."""
    tags = fields.pop("tags", [])
    page = published_story(**fields)
    page.tags.add(*tags)
    page.save_revision().publish()
    catch_up()
    return page


def test_an_item_is_a_card_of_the_page_api_with_the_words_marked(
    client: Client, category: CategoryIndexPage
) -> None:
    page = indexed_story(
        title="夯实基础",
        slug="hangshi",
        parent=category,
        body=BODY,
        byline=["桂枝"],
        source=SourceFactory(name="临湖日报", url="https://paper.example.cn/"),
    )
    listing = client.get("/api/v2/pages/?type=news.NewsPage").json()

    item = get(client, q="夯实")["items"][0]

    score = item.pop("score")
    assert score == round(score, 4) > 0
    assert item.pop("title_html") == "<mark>夯实</mark>基础"
    assert (
        item.pop("passage") == "縣裡不斷<mark>夯實</mark>文明縣城創建基礎 &lt;b&gt;。"
    )
    assert (item, item["id"]) == (listing["items"][0], page.pk)


def test_nothing_found_is_an_empty_list(client: Client) -> None:
    answer = get(client, q="夯实")

    index = answer["meta"].pop("index")
    assert index
    assert answer == {
        "meta": {"total_count": 0, "is_exact": True, "next": None, "previous": None},
        "query": {
            "text": "夯实",
            "sort": "relevance",
            "terms": ["夯实"],
            "phrases": [],
            "left_out": [],
            "excluded": [],
            "filters": [],
            "after": None,
            "before": None,
        },
        "suggestion": None,
        "promoted": [],
        "facets": {"category": [], "source": [], "year": [], "tag": []},
        "items": [],
    }


def test_the_query_is_told_as_it_was_understood(client: Client) -> None:
    text = '文明 "高質量" -足球 author:桂枝 after:2022-06'

    query = get(client, q=text, source="甘肃日报", before="2023-01-01")["query"]

    assert query == {
        "text": text,
        "sort": "relevance",
        "terms": ["文明"],
        "phrases": ["高质量"],
        "left_out": [],
        "excluded": ["足球"],
        "filters": [
            {"key": "author", "values": ["桂枝"], "is_excluded": False},
            {"key": "source", "values": ["甘肃日报"], "is_excluded": False},
        ],
        "after": "2022-06-01",
        "before": "2023-01-01",
    }


def test_a_question_finds_what_it_asks_about(client: Client) -> None:
    indexed_story(
        title="夯实基础", body=[("paragraph", "<p>什么时候都要夯实基础。</p>")]
    )
    indexed_story(title="春天", body=[("paragraph", "<p>春天什么时候来？</p>")])

    answer = get(client, q="什么时候夯实基础")

    (found,) = answer["items"]
    assert answer["meta"]["total_count"] == 1
    assert answer["query"]["left_out"] == ["什么", "时候"]
    assert answer["query"]["terms"] == ["什么时候夯实基础"]
    assert found["passage"] == "什么时候都要<mark>夯实基础</mark>。"


@pytest.mark.parametrize(
    "parameters",
    [
        {"category": "linhuribao"},
        {"source": "甘肅日報"},
        {"tag": "防汛"},
        {"byline": "桂枝"},
        {"after": "2022-06-07"},
        {"before": "2022-06-08"},
    ],
    ids=lambda parameters: next(iter(parameters)),
)
def test_each_filter_narrows_with_and_without_words(
    client: Client, category: CategoryIndexPage, parameters: dict[str, str]
) -> None:
    page = indexed_story(
        parent=category,
        source=SourceFactory(name="甘肃日报"),
        byline=["桂枝"],
        tags=["防汛"],
        published_at=on(2022, 6, 7),
    )
    is_before = "before" in parameters
    indexed_story(published_at=on(2022, 6, 8) if is_before else on(2022, 6, 6))

    assert found(client, q="夯实", **parameters) == [page.pk]
    assert found(client, **parameters) == [page.pk]


def test_newest_first_has_no_score(client: Client) -> None:
    old = indexed_story(published_at=on(2020))
    new = indexed_story(published_at=on(2022))

    answer = get(client, q="夯实", sort="newest")

    assert [(item["id"], item["score"]) for item in answer["items"]] == [
        (new.pk, None),
        (old.pk, None),
    ]


# Facets.


def facet(answer: dict[str, Any], name: str) -> list[tuple[str, int, bool]]:
    """Return the values of a facet, their counts, and which is chosen."""
    return [
        (one["value"], one["count"], one["is_chosen"]) for one in answer["facets"][name]
    ]


def test_facets_count_what_is_found(
    client: Client, category: CategoryIndexPage
) -> None:
    daily = SourceFactory(name="甘肃日报")
    for year in (2021, 2022):
        indexed_story(
            parent=category, source=daily, tags=["防汛"], published_at=on(year)
        )

    facets = get(client, q="夯实")["facets"]

    def value(text: str, label: str, count: int) -> dict[str, Any]:
        return {"value": text, "label": label, "count": count, "is_chosen": False}

    assert facets == {
        "category": [value("linhuribao", "临湖日报", 2)],
        "source": [value("甘肃日报", "甘肃日报", 2)],
        "year": [value("2022", "2022年", 1), value("2021", "2021年", 1)],
        "tag": [value("防汛", "防汛", 2)],
    }


def test_a_chosen_facet_shows_its_alternatives_and_narrows_the_others(
    client: Client,
) -> None:
    indexed_story(source=SourceFactory(name="甘肃日报"), tags=["防汛"])
    indexed_story(source=SourceFactory(name="张掖日报"), tags=["抗旱"])

    answer = get(client, q="夯实", source="甘肅日報")

    assert facet(answer, "source") == [("张掖日报", 1, False), ("甘肃日报", 1, True)]
    assert facet(answer, "tag") == [("防汛", 1, False)]
    assert answer["meta"]["total_count"] == 1


def test_a_year_is_chosen_by_its_dates(client: Client) -> None:
    for year in (2021, 2022):
        indexed_story(published_at=on(year))

    answer = get(client, q="夯实", after="2022-01-01", before="2023-01-01")

    assert facet(answer, "year") == [("2022", 1, True), ("2021", 1, False)]


def test_a_chosen_value_without_stories_is_still_named(client: Client) -> None:
    answer = get(client, q="夯实", tag="无此标签")

    assert facet(answer, "tag") == [("无此标签", 0, True)]


# Pages.


def pages(client: Client, **parameters: Any) -> list[list[int]]:
    """Return the ids of each page, from the first to the last."""
    answer = get(client, **parameters)
    read = [[item["id"] for item in answer["items"]]]
    while cursor := answer["meta"]["next"]:
        answer = get(client, **parameters, cursor=cursor)
        read.append([item["id"] for item in answer["items"]])
    return read


@pytest.mark.parametrize("sort", ["relevance", "newest"])
@pytest.mark.parametrize("words", ["夯实", "夯"])
def test_a_cursor_leads_through_all_once_and_back(
    client: Client, sort: str, words: str
) -> None:
    for _ in range(5):
        indexed_story(published_at=on(2022))
    asked = {"q": words, "sort": sort}
    everything = found(client, **asked, limit=50)

    first = get(client, **asked, limit=2)
    second = get(client, **asked, limit=2, cursor=first["meta"]["next"])
    back = get(client, **asked, limit=2, cursor=second["meta"]["previous"])

    assert list(chain.from_iterable(pages(client, **asked, limit=2))) == everything
    assert (first["items"], back["meta"]["previous"]) == (back["items"], None)
    assert back["meta"]["total_count"] == 5


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_a_story_that_arrives_moves_no_page(client: Client, sort: str) -> None:
    for day in range(1, 5):
        indexed_story(title="夯实", published_at=on(2022, 1, day))
    asked = {"q": "夯实", "sort": sort, "limit": 2}
    first = get(client, **asked)
    second = found(client, **asked, cursor=first["meta"]["next"])

    indexed_story(title="夯实夯实", published_at=on(2022, 2))

    assert found(client, **asked, cursor=first["meta"]["next"]) == second


def test_a_cursor_of_another_search_is_refused(client: Client) -> None:
    for _ in range(2):
        indexed_story()
    cursor = get(client, q="夯实", limit=1)["meta"]["next"]

    problem = get(client, 400, q="基础", cursor=cursor)

    assert problem["parameter"] == "cursor"


# Refusals.


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "夯实", "category": "\0"}, "category"),
        ({"q": "夯实", "page": 2}, "page"),
        ({"q": "夯实", "offset": 20}, "offset"),
        ({"q": "夯实", "limit": 51}, "limit"),
        ({"q": "夯实", "limit": 0}, "limit"),
        ({"q": "夯实", "limit": "x"}, "limit"),
        ({"q": "夯实", "sort": "oldest"}, "sort"),
        ({"q": "夯实", "category": "none"}, "category"),
        ({"q": "夯实", "source": ""}, "source"),
        ({"q": "夯实", "tag": "字" * 201}, "tag"),
        ({"q": "夯实", "after": "2022"}, "after"),
        ({"q": "夯实", "before": "2022-02-30"}, "before"),
        ({"q": "夯实", "before": "0001-01-01"}, "before"),
        ({"q": "夯实", "cursor": "x"}, "cursor"),
        ({"q": "夯实", "cursor": "甲"}, "cursor"),
        ({"q": "！"}, "q"),
        ({"q": "字" * 201}, "q"),
    ],
)
def test_a_bad_request_names_the_parameter(
    client: Client, parameters: dict[str, Any], name: str
) -> None:
    problem = get(client, 400, **parameters)

    assert (problem["status"], problem["parameter"]) == (400, name)


def test_another_sites_category_is_none_of_this_one(
    client: Client, category: CategoryIndexPage
) -> None:
    assert get(client, q="夯实", category=category.slug)["items"] == []
    home = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.create(hostname="dongling.example.cn", root_page=home)

    problem = get(
        client, 400, q="夯实", category=category.slug, site="dongling.example.cn"
    )

    assert problem["parameter"] == "category"


def test_a_parameter_given_twice_is_refused(client: Client) -> None:
    response = client.get(f"{PATH}?q=a&q=b")

    assert response.status_code == 400
    assert "given more than once" in response.json()["message"]


@pytest.mark.parametrize("words", ["q=a", "q=a&sort=newest", "tag=a"])
def test_without_an_index_the_answer_is_503(
    client: Client, index_root: Path, words: str
) -> None:
    shutil.rmtree(index_root)

    response = client.get(f"{PATH}?{words}")

    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_a_story_withdrawn_since_the_last_catch_up_is_left_out(client: Client) -> None:
    indexed_story().unpublish()

    assert get(client, q="夯实")["items"] == []


@pytest.mark.parametrize(
    ("typed", "passage"),
    [
        ("夯实", "ＧＤＰ<mark>夯实</mark>基础"),
        ("gdp", "<mark>ＧＤＰ</mark>夯实基础"),
        ("夯实 gdp", "<mark>ＧＤＰ夯实</mark>基础"),
    ],
)
def test_in_a_plain_text_words_of_any_writing_are_marked(
    client: Client, typed: str, passage: str
) -> None:
    indexed_story(body=[("paragraph", "<p>ＧＤＰ夯实基础</p>")])

    assert get(client, q=typed)["items"][0]["passage"] == passage


def test_of_a_story_changed_since_the_last_catch_up_the_new_text_is_shown(
    client: Client,
) -> None:
    page = indexed_story(body=[("paragraph", "<p>夯实，误登了一个名字。</p>")])

    page.body = [("paragraph", "<p>夯实，名字已经删去。</p>")]
    page.save_revision().publish()

    assert get(client, q="夯实")["items"][0]["passage"] == (
        "<mark>夯实</mark>，名字已经删去。"
    )


def test_a_title_in_another_script_is_found_in_a_site_that_is_named(
    client: Client,
) -> None:
    page = indexed_story(title="國際論壇開幕")

    assert found(client, q="国际论坛", site="localhost") == [page.pk]


# Caching.


def test_an_answer_is_not_made_again_while_nothing_moves(client: Client) -> None:
    indexed_story()
    first = client.get(f"{PATH}?q=夯实")

    again = client.get(f"{PATH}?q=夯实", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "s-maxage" in again["Cache-Control"]
    assert ":all" in again["Cache-Tag"]


def test_the_etag_moves_with_the_documents_and_with_the_index(client: Client) -> None:
    page = indexed_story()
    indexed = client.get(f"{PATH}?q=夯实")

    page.title = "另一个标题"
    page.save_revision().publish()
    changed = client.get(f"{PATH}?q=夯实")
    catch_up()
    followed = client.get(f"{PATH}?q=夯实")

    assert len({answer["ETag"] for answer in (indexed, changed, followed)}) == 3
    assert [answer["Cache-Control"] for answer in (changed,)] == ["no-cache"]
    assert "s-maxage" in followed["Cache-Control"]


def test_an_answer_is_of_the_index_that_its_etag_names(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed_story(title="夯实")
    named = current_reader().version

    def name_and_move_on(version: int | str, *parts: object) -> str:
        etag = etag_of(version, *parts)
        indexed_story(title="夯实基础")
        return etag

    monkeypatch.setattr("search.api.etag_of", name_and_move_on)

    assert get(client, q="夯实")["meta"]["index"] == named
    assert current_reader().version != named


def test_a_rebuild_moves_the_etag(client: Client) -> None:
    indexed_story()
    before = client.get(f"{PATH}?q=夯实")["ETag"]

    rebuild()

    assert client.get(f"{PATH}?q=夯实")["ETag"] != before


def test_an_answer_repeated_is_the_same_to_the_byte(client: Client) -> None:
    indexed_story()

    first, second = (client.get(f"{PATH}?q=夯实") for _ in range(2))

    assert (first["ETag"], first.content) == (second["ETag"], second.content)


@pytest.mark.parametrize("number", [1, 10])
def test_a_search_takes_two_queries_however_much_it_finds(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        indexed_story()

    with django_assert_num_queries(2) as queries:
        answer = get(client, q="夯实")

    assert len(answer["items"]) == number
    # The long text lies apart on the disk; what the index keeps of it is enough.
    assert not any("text" in query["sql"] for query in queries.captured_queries)
