"""Editors keep synonyms and promotions, and read what readers looked for."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from search.models import SearchCount, SearchPromotion, SearchSynonym
from tests.factories import UserFactory, published_story

pytestmark = pytest.mark.django_db
SYNONYMS = "wagtailsnippets_search_searchsynonym"
PROMOTIONS = "wagtailsnippets_search_searchpromotion"


def sign_in(client: Client, group: str) -> None:
    """Sign somebody of this group in."""
    client.force_login(UserFactory(groups=[group]))


def count(query: str, number: int, hits: int, *, days_ago: int = 0) -> None:
    """Count a search of some day."""
    SearchCount.objects.create(
        site=Site.objects.get(),
        day=timezone.localdate() - dt.timedelta(days=days_ago),
        query=query,
        count=number,
        hits=hits,
    )


def reported(client: Client, **parameters: str) -> list[list[str]]:
    """Return the rows of the report as it is exported."""
    response = client.get(reverse("search_report"), {**parameters, "export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [row[:3] for row in csv.reader(io.StringIO(text))][1:]


@pytest.mark.parametrize("group", ["编辑", "主编"])
def test_editors_add_a_synonym(client: Client, group: str) -> None:
    sign_in(client, group)

    client.post(
        reverse(f"{SYNONYMS}:add"),
        {
            "site": Site.objects.get().pk,
            "term": "新冠",
            "equivalents": "新型冠状病毒\ncovid-19",
            "is_mutual": "on",
        },
    )

    assert SearchSynonym.objects.get().words == ["新型冠状病毒", "covid-19"]


@pytest.mark.parametrize(
    ("term", "equivalents", "sentence"),
    [
        ("，", "新冠", "“，”里没有可以查找的文字。"),
        ("新冠", "。", "“。”里没有可以查找的文字。"),
        ("新冠", "新冠\n新 冠", "同义词要与搜索词不同。"),
        ("新冠", "\n".join(map(str, range(21))), "最多 20 个同义词。"),
    ],
)
def test_a_synonym_that_no_search_could_use_is_refused(
    client: Client, term: str, equivalents: str, sentence: str
) -> None:
    sign_in(client, "主编")

    response = client.post(
        reverse(f"{SYNONYMS}:add"),
        {"site": Site.objects.get().pk, "term": term, "equivalents": equivalents},
    )

    assert sentence in response.content.decode()
    assert not SearchSynonym.objects.exists()


def test_a_chief_editor_promotes_a_story(client: Client) -> None:
    sign_in(client, "主编")
    page = published_story(title="文明城市创建")

    client.post(
        reverse(f"{PROMOTIONS}:add"),
        {
            "site": Site.objects.get().pk,
            "queries": "创城\n文明城市",
            "page": page.pk,
            "note": "",
            "position": 1,
        },
    )

    assert SearchPromotion.objects.get().words == ["创城", "文明城市"]


@pytest.mark.parametrize("name", [f"{SYNONYMS}:list", "search_report"])
def test_reporters_see_neither_rules_nor_report(client: Client, name: str) -> None:
    sign_in(client, "记者")

    assert client.get(reverse(name)).status_code == 302


def test_the_report_adds_up_the_days_of_a_period(client: Client) -> None:
    sign_in(client, "编辑")
    count("张掖", 3, 12)
    count("张掖", 4, 11, days_ago=2)
    count("图书馆", 1, 0, days_ago=40)

    assert reported(client) == [["张掖", "7", "12"]]
    assert len(reported(client, days="90")) == 2


def test_the_report_shows_searches_without_results(client: Client) -> None:
    sign_in(client, "编辑")
    count("张掖", 9, 12)
    count("章页", 2, 0)
    count("章页", 5, 3, days_ago=1)

    assert reported(client, found="none") == [["章页", "7", "0"]]


@pytest.mark.parametrize("site", ["x", "9" * 30, "-1"])
def test_the_report_stands_a_site_that_is_none(client: Client, site: str) -> None:
    sign_in(client, "编辑")

    assert client.get(reverse("search_report"), {"site": site}).status_code == 200


@pytest.mark.parametrize("kind", ["none", "all"])
def test_the_report_takes_as_many_queries_for_ten_searches(
    client: Client, kind: str, django_assert_max_num_queries
) -> None:
    sign_in(client, "编辑")
    for number in range(10):
        count(f"第{number}条", 1, 0)
    client.get(reverse("search_report"), {"found": kind})

    with django_assert_max_num_queries(16):
        client.get(reverse("search_report"), {"found": kind})


def test_one_click_fills_the_form(client: Client) -> None:
    sign_in(client, "编辑")
    count("章页", 2, 0)
    report = client.get(reverse("search_report")).content.decode()
    site = Site.objects.get().pk
    address = f"{reverse(f'{SYNONYMS}:add')}?words=%E7%AB%A0%E9%A1%B5&amp;site={site}"

    form = client.get(address.replace("&amp;", "&")).content.decode()

    assert address in report
    assert 'value="章页"' in form
