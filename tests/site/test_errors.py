"""What a reader sees when there is nothing to see."""

import pytest
from django.template.loader import render_to_string
from django.test import Client


@pytest.mark.django_db
def test_missing_page_is_explained_in_chinese(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


@pytest.mark.django_db
def test_missing_page_still_offers_the_search(client: Client) -> None:
    response = client.get("/nowhere/")

    assert 'action="/search/"' in response.content.decode()


def test_failure_is_explained_without_a_database() -> None:
    html = render_to_string("500.html")

    assert "暂时无法显示" in html


def test_an_unknown_endpoint_is_answered_in_json(client: Client, db: None) -> None:
    response = client.get("/api/v2/nope/")

    assert response.status_code == 404
    assert response.json()["message"] == "there is no endpoint at /api/v2/nope/"
