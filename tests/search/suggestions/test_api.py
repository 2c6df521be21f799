"""GET /api/v2/search/suggest/."""

import pytest
from django.test import Client

from search.models import searched
from search.suggestions.counting import Differences, apply

ADDRESS = "/api/v2/search/suggest/"


@pytest.fixture
def phrases(site_id: int) -> None:
    """A few phrases."""
    differences = Differences()
    for place, text in (("titles", "张掖"), ("titles", "张掖湿地"), ("tagged", "GDP")):
        differences.add(place, site_id, [searched(text)], 1)
        differences.labels[site_id, searched(text)] = text
    apply(differences)


def test_suggestions_have_text_and_kind(client: Client, phrases: None) -> None:
    response = client.get(ADDRESS, {"q": "zhang"})

    assert response.json() == {
        "items": [
            {"text": "张掖", "kind": "word"},
            {"text": "张掖湿地", "kind": "word"},
        ]
    }
    assert response["Cache-Control"] == "public, max-age=60"


def test_the_limit_counts(client: Client, phrases: None) -> None:
    response = client.get(ADDRESS, {"q": "张", "limit": "1"})

    assert [item["text"] for item in response.json()["items"]] == ["张掖"]


def test_a_phrase_is_shown_as_it_is_written(client: Client, phrases: None) -> None:
    response = client.get(ADDRESS, {"q": "gd"})

    assert response.json() == {"items": [{"text": "GDP", "kind": "tag"}]}


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "q"),
        ({"q": "字" * 61}, "q"),
        ({"q": "张\0"}, "q"),
        ({"q": "张", "limit": "21"}, "limit"),
        ({"q": "张", "limit": "x"}, "limit"),
        ({"q": "张", "prefix": "x"}, "prefix"),
        ({"q": ["张", "掖"]}, "q"),
        ({"q": "张", "site": "nowhere.example"}, "site"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(
    client: Client, db: None, parameters: dict[str, str], name: str
) -> None:
    response = client.get(ADDRESS, parameters)

    assert (response.status_code, response.json()["parameter"]) == (400, name)


@pytest.mark.parametrize("typed", ["", " ", "%", "\\", "'", "((", "张%", "a" * 60])
def test_odd_beginnings_are_answered(client: Client, phrases: None, typed: str) -> None:
    assert client.get(ADDRESS, {"q": typed}).status_code == 200


@pytest.mark.parametrize("limit", ["1", "20"])
def test_an_answer_takes_two_queries(
    client: Client, phrases: None, django_assert_num_queries, limit: str
) -> None:
    # The site of the host, and the suggestions.
    with django_assert_num_queries(2):
        client.get(ADDRESS, {"q": "张", "limit": limit})
