"""The front page changes at its time, and editors see what is going to change."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from news.editorial.schedule import publish_due
from news.models import CategoryIndexPage, HomePage
from tests.factories import (
    NewsPageFactory,
    UserFactory,
    curate,
    headlines,
    home_page,
    published_story,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def plan_front_page(*sections: object, at: dt.datetime | None = None) -> HomePage:
    """Schedule these sections, by default for an hour from now."""
    page = home_page().get_latest_revision_as_object()
    page.sections = list(sections)
    page.go_live_at = at or timezone.now() + HOUR
    revision = page.save_revision(clean=False)
    revision.approved_go_live_at = page.go_live_at
    revision.save()
    return page


def headline(client: Client) -> str:
    """Return the title that leads the front page."""
    return client.get("/").context["sections"][0]["cards"][0]["title"]


def test_a_planned_front_page_waits_for_its_time(
    client: Client, category: CategoryIndexPage
) -> None:
    curate(headlines(published_story(parent=category, title="今天的头条")))

    plan_front_page(headlines(published_story(parent=category, title="明天的头条")))
    publish_due()

    assert headline(client) == "今天的头条"


def test_the_worker_swaps_the_front_page_at_its_time(
    client: Client, category: CategoryIndexPage
) -> None:
    curate(headlines(published_story(parent=category, title="今天的头条")))
    tomorrow = headlines(published_story(parent=category, title="明天的头条"))
    plan_front_page(tomorrow, at=timezone.now() - dt.timedelta(seconds=30))

    assert publish_due() == 1
    assert headline(client) == "明天的头条"


def test_editors_see_what_is_planned(
    client: Client, category: CategoryIndexPage
) -> None:
    curate(headlines(NewsPageFactory(parent=category)))
    page = plan_front_page(headlines(NewsPageFactory(parent=category)))
    client.force_login(UserFactory(groups=["主编"]))

    editor = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    day = timezone.localtime(page.go_live_at)
    assert "已排期" in editor or "定时" in editor
    assert f"{day.year}年{day.month}月{day.day}日" in editor
