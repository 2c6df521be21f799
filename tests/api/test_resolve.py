"""One answer for any address: the page, a redirect, a trace, or nothing."""

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from news.models import CategoryIndexPage, HomePage, NewsPage
from tests.factories import CategoryIndexPageFactory, published_story
from tests.snapshot import assert_matches_snapshot

pytestmark = pytest.mark.django_db

RESOLVE = "/api/v2/resolve/"


def resolve(client: Client, path: str, **parameters: str) -> Any:
    """Return the answer for a path."""
    return client.get(RESOLVE, {"path": path, **parameters})


def second_site(title: str = "东岭晚报") -> tuple[Site, CategoryIndexPage]:
    """Return another paper with a category of its own."""
    home = HomePage(title=title, slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    site = Site.objects.create(hostname="dongling.example.cn", root_page=home)
    home.save_revision().publish()
    return site, CategoryIndexPageFactory(parent=home, slug="linhuribao")


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A story at /linhuribao/lake/."""
    return published_story(parent=category, slug="lake", title="一湖碧水")


@pytest.mark.parametrize(
    "path",
    [
        "/linhuribao/lake/",
        "/linhuribao/lake",
        "linhuribao/lake",
        "/linhuribao/lake/?from=weixin",
        "/linhuribao/lake/#comments",
        "/linhuribao/l%61ke/",
        "http://testserver/linhuribao/lake/?a=b#c",
        "//testserver/linhuribao/lake",
        "http://localhost/linhuribao/lake/",
    ],
)
def test_a_page_is_found_however_its_address_is_written(
    client: Client, story: NewsPage, path: str
) -> None:
    answer = resolve(client, path).json()

    assert (answer["kind"], answer["document"]["id"]) == ("page", story.pk)


def test_a_page_is_as_the_detail_says(client: Client, story: NewsPage) -> None:
    answer = resolve(client, "/linhuribao/lake/").json()

    assert answer["document"] == client.get(f"/api/v2/pages/{story.pk}/").json()


@pytest.mark.parametrize("path", ["/", "", "http://testserver", "///"])
def test_the_front_page_is_at_the_root(
    client: Client, story: NewsPage, path: str
) -> None:
    answer = client.get(f"{RESOLVE}?path={path or '/'}").json()

    assert answer["document"]["meta"]["type"] == "news.HomePage"


def test_a_moved_story_is_led_to(client: Client, story: NewsPage) -> None:
    story.move(CategoryIndexPageFactory(slug="dongling"), pos="last-child")

    answer = resolve(client, "/linhuribao/lake").json()

    masked = {**answer["page"], "id": 0, "detail_url": ""}
    assert_matches_snapshot("resolve_redirect", {**answer, "page": masked})
    assert answer["page"]["detail_url"].endswith(f"/api/v2/pages/{story.pk}/")


def test_all_stories_of_a_category_with_a_new_slug_are_led_to(
    client: Client, story: NewsPage, category: CategoryIndexPage
) -> None:
    for slug in ("lake-daily", "lake-weekly"):
        category.refresh_from_db()
        category.slug = slug
        category.save_revision().publish()

    first = resolve(client, "/linhuribao/lake/").json()
    second = resolve(client, "/lake-daily/lake/").json()

    assert first["to"] == second["to"] == "/lake-weekly/lake/"
    assert resolve(client, "/linhuribao/").json()["to"] == "/lake-weekly/"
    assert not Redirect.objects.exists()


def test_who_lives_at_an_address_now_comes_before_who_did(
    client: Client, story: NewsPage, category: CategoryIndexPage
) -> None:
    story.slug = "shore"
    story.save_revision().publish()
    newer = published_story(parent=category, slug="lake")

    answer = resolve(client, "/linhuribao/lake/").json()

    assert answer["document"]["id"] == newer.pk


def test_a_withdrawn_story_is_gone(client: Client, story: NewsPage) -> None:
    story.unpublish()

    response = resolve(client, "/linhuribao/lake/")

    answer = response.json()
    seen = parse_datetime(answer["last_seen"])
    assert abs(seen - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    masked = {**answer, "page": 0, "last_seen": ""}
    assert_matches_snapshot("resolve_gone", masked)
    assert answer["page"] == story.pk


def test_an_old_address_of_a_withdrawn_story_is_gone(
    client: Client, story: NewsPage
) -> None:
    story.slug = "shore"
    story.save_revision().publish()
    story.delete()

    assert resolve(client, "/linhuribao/lake/").status_code == 410


def test_a_story_that_comes_back_elsewhere_is_led_to(
    client: Client, story: NewsPage
) -> None:
    story.unpublish()
    story.slug = "shore"
    story.save_revision().publish()

    assert resolve(client, "/linhuribao/lake/").json()["to"] == "/linhuribao/shore/"


def test_a_private_story_is_not_shown(client: Client, story: NewsPage) -> None:
    PageViewRestriction.objects.create(
        page=story, restriction_type=PageViewRestriction.LOGIN
    )

    response = resolve(client, "/linhuribao/lake/")

    assert response.status_code == 410
    assert "一湖碧水" not in response.text


def test_a_draft_is_nothing(client: Client, category: CategoryIndexPage) -> None:
    category.add_child(instance=NewsPage(title="草稿", slug="draft", live=False))

    assert resolve(client, "/linhuribao/draft/").status_code == 404


@pytest.mark.parametrize("kept", ["/old", "/old/"])
@pytest.mark.parametrize("asked", ["/old", "/old/", "/old/?from=weixin"])
def test_a_redirect_is_found_with_and_without_its_last_slash(
    client: Client, story: NewsPage, kept: str, asked: str
) -> None:
    Redirect.objects.create(old_path=kept, redirect_page=story)

    assert resolve(client, asked).json()["to"] == "/linhuribao/lake/"


def test_a_redirect_may_be_chinese_and_may_have_a_query(
    client: Client, story: NewsPage
) -> None:
    Redirect.add_redirect("/旧闻/湖.html?id=3", redirect_to=story)

    path = quote("/旧闻/湖.html")

    assert resolve(client, f"{path}?id=3").json()["to"] == "/linhuribao/lake/"
    assert resolve(client, "/旧闻/湖.html?id=3").json()["kind"] == "redirect"
    assert resolve(client, f"{path}?id=4").status_code == 404


def test_chains_are_followed_to_their_end(client: Client, story: NewsPage) -> None:
    Redirect.add_redirect("/a", redirect_to="http://localhost/b/#part")
    Redirect.add_redirect("/b", redirect_to="/c?x=1", is_permanent=False)
    Redirect.add_redirect("/c", redirect_to="/linhuribao/shore/")
    story.slug = "shore"
    story.save_revision().publish()
    story.slug = "beach"
    story.save_revision().publish()

    answer = resolve(client, "/a").json()

    assert answer["to"] == "/linhuribao/beach/"
    assert (answer["permanent"], answer["status"]) == (False, 302)
    assert answer["page"]["id"] == story.pk


def test_a_circle_is_nothing(client: Client) -> None:
    Redirect.add_redirect("/a", redirect_to="/b")
    Redirect.add_redirect("/b", redirect_to="/a")

    response = resolve(client, "/a")

    assert response.status_code == 404
    assert "circle" in response.json()["message"]


@pytest.mark.parametrize("link", ["https://other.example.cn/x", "/search/?q=湖"])
def test_a_redirect_may_lead_to_what_is_no_page(client: Client, link: str) -> None:
    Redirect.objects.create(old_path="/old", redirect_link=link)

    answer = resolve(client, "/old").json()

    assert (answer["to"], answer["page"]) == (link, None)


def test_a_redirect_to_a_withdrawn_story_is_gone(
    client: Client, story: NewsPage
) -> None:
    Redirect.add_redirect("/old", redirect_to="/linhuribao/lake/")
    story.unpublish()

    assert resolve(client, "/old").status_code == 410


def test_each_site_has_its_own_addresses(client: Client, story: NewsPage) -> None:
    _, category = second_site()
    other = published_story(parent=category, slug="lake")

    path, host = "/linhuribao/lake/", "dongling.example.cn"

    ids = [
        resolve(client, path).json(),
        resolve(client, path, site=host).json(),
        resolve(client, f"https://{host}{path}").json(),
        client.get(RESOLVE, {"path": path}, headers={"host": host}).json(),
    ]
    assert [answer["document"]["id"] for answer in ids] == [
        story.pk,
        other.pk,
        other.pk,
        other.pk,
    ]


def test_a_story_that_went_to_another_site_is_led_to_there(
    client: Client, story: NewsPage
) -> None:
    _, category = second_site()
    story.move(category, pos="last-child")

    answer = resolve(client, "/linhuribao/lake/").json()

    assert answer["to"] == "http://dongling.example.cn/linhuribao/lake/"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "path"),
        ("path=", "path"),
        ("path=/a/&path=/b/", "path"),
        ("path=/a%00/", "path"),
        ("path=javascript:alert(1)", "path"),
        ("path=http://[/", "path"),
        ("path=http://localhost:x/", "path"),
        ("path=https://elsewhere.example.cn/", "path"),
        ("path=/&site=elsewhere.example.cn", "site"),
        ("path=/&fields=*", "fields"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(
    client: Client, query: str, parameter: str
) -> None:
    response = client.get(f"{RESOLVE}?{query}")

    assert response.status_code == 400
    assert response.json()["parameter"] == parameter


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/linhuribao/lake/", 2), ("/old/", 3), ("/moved/", 3), ("/nothing/", 3)],
)
@pytest.mark.parametrize("others", [0, 8])
def test_an_answer_costs_three_queries_at_most(
    client: Client,
    story: NewsPage,
    django_assert_num_queries: Any,
    path: str,
    queries: int,
    others: int,
) -> None:
    Redirect.add_redirect("/moved/", redirect_to=story)
    for number in range(others):
        story.slug = f"lake-{number}"
        story.save_revision().publish()
    story.slug = "lake"
    story.save_revision().publish()
    other = published_story(parent=story.get_parent().specific, slug="old")
    other.unpublish()

    with django_assert_num_queries(queries):
        resolve(client, path)


def test_an_answer_can_be_kept_until_its_page_changes(
    client: Client, story: NewsPage
) -> None:
    first = resolve(client, "/linhuribao/lake/")
    known = {"if-none-match": first["ETag"]}
    assert f"page:{story.pk}" in first["Cache-Tag"]

    again = client.get(RESOLVE, {"path": "/linhuribao/lake/"}, headers=known)
    story.title = "新题"
    story.save_revision().publish()
    later = client.get(RESOLVE, {"path": "/linhuribao/lake/"}, headers=known)

    assert (again.status_code, later.status_code) == (304, 200)


# The reader site.


def test_readers_are_led_to_where_a_story_is_now(
    client: Client, story: NewsPage
) -> None:
    story.slug = "shore"
    story.save_revision().publish()

    response = client.get("/linhuribao/lake/")

    assert (response.status_code, response["Location"]) == (301, "/linhuribao/shore/")


def test_readers_are_told_that_a_story_is_withdrawn(
    client: Client, story: NewsPage
) -> None:
    story.unpublish()

    response = client.get("/linhuribao/lake/")

    assert response.status_code == 410
    assert "稿件已经撤下" in response.text


@pytest.mark.parametrize("path", ["/old", "/old/", "/2019/old.html"])
def test_readers_are_led_by_redirects(
    client: Client, story: NewsPage, path: str
) -> None:
    Redirect.add_redirect(path, redirect_to=story, is_permanent=False)

    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, "/linhuribao/lake/")


def test_readers_of_a_private_story_are_asked_to_log_in(
    client: Client, story: NewsPage
) -> None:
    PageViewRestriction.objects.create(
        page=story, restriction_type=PageViewRestriction.LOGIN
    )

    response = client.get("/linhuribao/lake/")

    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("path", ["/nothing/", "/a%00b/", "/api/v2/nothing/"])
def test_nothing_stays_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
