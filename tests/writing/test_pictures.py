"""Pictures through the writing API, and people found by their names."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from wagtail.images.tests.utils import get_test_image_file

from news.models import CategoryIndexPage, NewsImage, NewsPage, Person
from tests.writing.conftest import API, Machine


def upload(machine: Machine) -> HttpResponse:
    """Send a picture."""
    file = SimpleUploadedFile("lake.png", get_test_image_file().file.getvalue())
    return machine.client.post(
        f"{API}images/",
        {"title": "清晨的临湖", "alt_text": "湖面上的薄雾", "file": file},
        headers={"Authorization": f"Bearer {machine.secret}"},
    )


def test_a_picture_is_sent_and_used(
    machine: Machine, category: CategoryIndexPage
) -> None:
    picture = upload(machine)

    story = machine(
        "POST",
        "pages/",
        {
            "meta": {"type": "news.NewsPage", "parent_id": category.pk},
            "title": "轨道六号线开通",
            "lead_image": picture.json()["id"],
            "body": [
                {"type": "image", "value": {"image": picture.json()["id"]}},
            ],
        },
    )

    assert (picture.status_code, story.status_code) == (201, 201)
    image = NewsImage.objects.get()
    assert (image.uploaded_by_user, image.alt_text) == (machine.user, "湖面上的薄雾")
    made = NewsPage.objects.get()
    assert made.lead_image == made.body[0].value["image"] == image


def test_a_reading_token_sends_no_picture(machine_of: Callable[..., Machine]) -> None:
    assert upload(machine_of("主编", may_write=False)).status_code == 403
    assert not NewsImage.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "很" * 61])
def test_a_name_that_cannot_be_one_is_refused(
    machine: Machine, category: CategoryIndexPage, name: str
) -> None:
    response = machine(
        "POST",
        "pages/",
        {
            "meta": {"type": "news.NewsPage", "parent_id": category.pk},
            "title": "轨道六号线开通",
            "bylines": [{"person": name}],
        },
    )

    assert response.status_code == 422
    assert not Person.objects.exists()
