"""What editors do to redirects, and what caches forget of them."""

from urllib.parse import quote

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from news.delivery.purging import purge_changes, purge_pending, purge_tags
from news.models import CategoryIndexPage, Change, PendingPurge
from tests.api.test_resolve import second_site
from tests.factories import published_story

pytestmark = pytest.mark.django_db


def tags_of(client: Client, path: str) -> set[str]:
    """Return the tags of both answers for an address; they are the same."""
    asked = client.get(f"/api/v2/resolve/?path={quote(path)}")
    followed = client.get(path)
    assert asked.json()["kind"] == "redirect"
    assert followed.status_code in {301, 302}
    assert "s-maxage=" in followed["Cache-Control"]
    assert followed["Surrogate-Key"] == asked["Surrogate-Key"]
    return set(followed["Surrogate-Key"].split())


@pytest.fixture
def redirect(db: None) -> Redirect:
    """A redirect to another host, on all sites."""
    redirect = Redirect.objects.create(
        old_path="/旧闻", redirect_link="https://a.example/"
    )
    purge_pending()
    return redirect


@pytest.mark.parametrize("path", ["/旧闻", "/旧闻/", "/%E6%97%A7%E9%97%BB/?from=x"])
def test_a_redirect_that_leads_elsewhere_is_forgotten(
    client: Client, redirect: Redirect, path: str
) -> None:
    tags = tags_of(client, path)

    redirect.redirect_link = "https://b.example/"
    redirect.save()

    assert tags & purge_pending()
    assert client.get(path)["Location"] == "https://b.example/"


def test_a_redirect_that_is_deleted_is_forgotten(
    client: Client, redirect: Redirect
) -> None:
    tags = tags_of(client, "/旧闻")

    redirect.delete()

    assert tags & purge_pending()
    assert client.get("/旧闻/").status_code == 404


def test_a_redirect_from_another_address_is_forgotten_at_both(
    client: Client, redirect: Redirect
) -> None:
    tags = tags_of(client, "/旧闻")

    redirect.old_path = "/新闻"
    redirect.save()

    assert purge_pending() >= tags | tags_of(client, "/新闻")


def test_each_redirect_of_a_chain_ends_the_answer(
    client: Client, redirect: Redirect
) -> None:
    first = Redirect.objects.create(old_path="/更旧", redirect_link="/旧闻/")
    purge_pending()
    tags = tags_of(client, "/更旧")

    for one in (first, redirect):
        one.save()
        assert tags & purge_pending()


def test_other_redirects_stay(client: Client, redirect: Redirect) -> None:
    other = Redirect.objects.create(
        old_path="/别的", redirect_link="https://c.example/"
    )
    purge_pending()
    tags = tags_of(client, "/旧闻")

    other.save()

    assert not tags & purge_pending()


def test_a_redirect_of_one_site_is_forgotten_there(redirect: Redirect) -> None:
    site, _ = second_site()
    redirect.save()
    assert PendingPurge.objects.count() == 2 * Site.objects.count()
    PendingPurge.objects.all().delete()

    Redirect.objects.create(
        old_path="/旧闻", redirect_link="https://d.example/", site=site
    )

    assert [row.site_id for row in PendingPurge.objects.all()] == [site.pk]


def test_a_redirect_in_place_of_a_moved_page_is_seen(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category, slug="lake")
    story.slug = "shore"
    story.save_revision().publish()
    purge_changes()
    tags = tags_of(client, "/linhuribao/lake/")

    Redirect.objects.create(
        old_path="/linhuribao/lake", redirect_link="https://e.example/"
    )

    assert tags & purge_pending()


def test_a_page_in_place_of_a_redirect_is_seen(
    client: Client, category: CategoryIndexPage
) -> None:
    Redirect.objects.create(
        old_path="/linhuribao/lake", redirect_link="https://e.example/"
    )
    tags = tags_of(client, "/linhuribao/lake/")

    story = published_story(parent=category, slug="lake")

    change = Change.objects.filter(page_id=story.pk).first()
    assert change is not None
    assert tags & purge_tags(change)
