"""The report of all records, their removal, and the history of a story."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import PageLogEntry

from news.models import CategoryIndexPage, Correction, NewsPage, PublishedDocument
from tests.corrections.builders import WORDS, Kind, corrected
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client) -> Client:
    """A chief editor, signed in."""
    client.force_login(UserFactory(groups=["主编"]))
    return client


def test_the_report_filters_and_searches(
    chief: Client, category: CategoryIndexPage
) -> None:
    corrected(category)
    url = reverse("news_corrections")

    assert WORDS in chief.get(url, {"kind": "correction"}).text
    assert WORDS not in chief.get(url, {"kind": "withdrawal"}).text
    assert WORDS not in chief.get(url, {"issued_at_from": "2999-01-01"}).text
    assert WORDS not in chief.get(url, {"removed_at": "true"}).text
    assert WORDS not in chief.get(url, {"q": "没有这样的话"}).text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_report_is_taken_along(
    chief: Client, category: CategoryIndexPage, form: str
) -> None:
    corrected(category)

    response = chief.get(reverse("news_corrections"), {"export": form})

    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert form == "xlsx" or WORDS in content.decode()


def test_a_record_of_a_deleted_story_stays_in_the_report(
    chief: Client, category: CategoryIndexPage
) -> None:
    NewsPage.objects.get(pk=corrected(category).pk).delete()

    assert "一湖碧水怎样回来（已删除）" in chief.get(reverse("news_corrections")).text


def test_a_removal_asks_why(chief: Client, category: CategoryIndexPage) -> None:
    story = corrected(category)
    url = reverse("news_correction_remove", args=[Correction.objects.get().pk])

    assert "请写明撤回的原因。" in chief.post(url, {"reason": ""}).text
    chief.post(url, {"reason": "发错了稿件"})

    assert PublishedDocument.objects.get(page=story).data["corrections"] == []


def test_the_history_of_the_story_says_it_in_chinese(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = corrected(category)

    html = chief.get(reverse("wagtailadmin_pages:history", args=[story.pk])).text

    with override("zh-hans"):
        entry = PageLogEntry.objects.get(action=f"news.correction.{Kind.CORRECTION}")
        assert entry.message == f"更正：{WORDS}"
    assert f"更正：{WORDS}" in html
