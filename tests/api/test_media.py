"""The images, documents and redirects endpoints."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction
from wagtail_factories import CollectionFactory, DocumentFactory

from tests.factories import NewsImageFactory

pytestmark = pytest.mark.django_db

QUERIES_OF_IMAGES = 7


def test_an_image_shows_its_words_and_renditions(client: Client) -> None:
    image = NewsImageFactory()

    data = client.get(f"/api/v2/images/{image.pk}/").json()

    assert data["alt_text"] == "湖面上的薄雾"
    assert data["credit"] == "本报资料图"
    assert data["renditions"]["src"].startswith("http://testserver/media/")


def test_images_of_a_private_collection_are_hidden(client: Client) -> None:
    collection = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    NewsImageFactory(collection=collection)

    response = client.get("/api/v2/images/")

    assert response.json()["meta"]["total_count"] == 0


def test_images_with_all_fields_cost_as_many_queries_for_five_as_for_one(
    client: Client, django_assert_num_queries: object
) -> None:
    NewsImageFactory()
    client.get("/api/v2/images/?fields=*")
    with django_assert_num_queries(QUERIES_OF_IMAGES):
        client.get("/api/v2/images/?fields=*")
    for _ in range(4):
        NewsImageFactory()
    client.get("/api/v2/images/?fields=*")

    with django_assert_num_queries(QUERIES_OF_IMAGES):
        response = client.get("/api/v2/images/?fields=*")

    assert len(response.json()["items"]) == 5


def test_a_document_is_listed(client: Client) -> None:
    DocumentFactory(title="补贴申请表")

    [item] = client.get("/api/v2/documents/").json()["items"]

    assert item["title"] == "补贴申请表"


def test_a_redirect_is_found_by_its_path(client: Client) -> None:
    Redirect.objects.create(old_path="/old", redirect_link="https://example.cn/")

    response = client.get("/api/v2/redirects/find/", {"html_path": "/old"}, follow=True)

    assert response.json()["location"] == "https://example.cn/"


@pytest.mark.parametrize("endpoint", ["images", "documents", "redirects"])
def test_unknown_parameter_is_named(client: Client, endpoint: str) -> None:
    response = client.get(f"/api/v2/{endpoint}/?colour=red")

    assert response.status_code == 400
    assert "colour" in response.json()["message"]


@pytest.mark.parametrize(
    "address", ["images/?renditions=x", "images/find/?id=x", "documents/find/?id=x"]
)
def test_a_key_that_is_not_a_number_is_refused(client: Client, address: str) -> None:
    response = client.get(f"/api/v2/{address}")

    assert response.status_code == 400
    assert "x" in response.json()["message"]
