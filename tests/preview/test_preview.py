"""A draft goes to the site's front-end under a token, and comes back by it alone."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import freeze_time
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site
from wagtail_headless_preview.models import PagePreview

from news.models import CategoryIndexPage, NewsPage, PublishedDocument, User
from news.preview.drafts import UNSAVED_KEPT, keep_draft
from tests.factories import NewsPageFactory, UserFactory, home_page

ENDPOINT = "/api/v2/preview/"
FRONT_END = "https://front.example.cn/preview"
STORY = "news.newspage"
MORNING = datetime(2024, 4, 9, 8, 30, tzinfo=UTC)


@pytest.fixture
def front_end(settings: Any) -> str:
    """A front-end for the drafts of all sites."""
    settings.WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": FRONT_END}}
    return FRONT_END


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who works in the admin."""
    return UserFactory(groups=["编辑"])


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A published story with a draft."""
    made = NewsPageFactory(
        parent=category,
        title="轨道六号线开通",
        byline=["苏云溪"],
        summary="明早首班。",
        first_published_at=MORNING,
        published_at=MORNING,
    )
    return NewsPage.objects.get(pk=made.pk)


def new_story(category: CategoryIndexPage, title: str) -> NewsPage:
    """Return a story that was never saved, as Wagtail's preview has it."""
    path = NewsPage._get_path(category.path, category.depth + 1, 1)
    return NewsPage(title=title, slug="x", path=path, depth=category.depth + 1)


@pytest.fixture
def ask(client: Client) -> Callable[..., HttpResponse]:
    """Ask the endpoint with these parameters."""

    def get(**parameters: str) -> HttpResponse:
        return client.get(ENDPOINT, parameters)

    return get


def test_a_draft_has_the_form_of_the_published_page(
    story: NewsPage, editor: User, ask: Callable[..., HttpResponse]
) -> None:
    published = PublishedDocument.objects.get(page=story).data
    story.title = "六号线通车"
    token = keep_draft(story, editor)

    response = ask(content_type=STORY, token=token)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {**published, "title": "六号线通车"}


def test_published_documents_know_nothing_of_drafts(
    story: NewsPage, editor: User
) -> None:
    story.title = "六号线通车"

    keep_draft(story, editor)

    assert PublishedDocument.objects.get(page=story).title == "轨道六号线开通"


def test_a_story_that_was_never_saved_has_a_draft(
    category: CategoryIndexPage,
    client: Client,
    editor: User,
    front_end: str,
    ask: Callable[..., HttpResponse],
) -> None:
    client.force_login(editor)
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["news", "newspage", category.pk]
    )
    client.post(address, form_of_a_story())

    token = token_of(client.get(address))
    answer = ask(content_type=STORY, token=token).json()

    assert (answer["id"], answer["title"]) == (None, "轨道六号线开通")
    assert answer["category"]["slug"] == "linhuribao"
    assert not NewsPage.objects.exists()


def test_each_editor_and_page_has_one_row(story: NewsPage, editor: User) -> None:
    other = UserFactory(groups=["编辑"])

    for user in (editor, editor, other):
        keep_draft(story, user)

    assert PagePreview.objects.count() == 2


def test_two_new_stories_of_an_editor_are_two_drafts(
    category: CategoryIndexPage,
    editor: User,
    ask: Callable[..., HttpResponse],
) -> None:
    first = keep_draft(new_story(category, "轨道六号线开通"), editor)
    second = keep_draft(new_story(category, "湖区禁渔"), editor)

    titles = [
        ask(content_type=STORY, token=token).json()["title"]
        for token in (first, second)
    ]

    assert titles == ["轨道六号线开通", "湖区禁渔"]


def test_of_new_stories_the_newest_drafts_are_kept(
    category: CategoryIndexPage, editor: User
) -> None:
    for number in range(UNSAVED_KEPT + 3):
        keep_draft(new_story(category, f"第{number}稿"), editor)

    kept = [preview.as_page().title for preview in PagePreview.objects.order_by("pk")]

    assert kept == [f"第{number}稿" for number in range(3, UNSAVED_KEPT + 3)]


def test_a_token_goes_on_to_the_newest_draft(
    story: NewsPage, editor: User, ask: Callable[..., HttpResponse]
) -> None:
    token = keep_draft(story, editor)
    story.title = "六号线通车"
    keep_draft(story, editor)

    assert ask(content_type=STORY, token=token).json()["title"] == "六号线通车"


@pytest.mark.parametrize(("seconds", "status"), [(58, 200), (62, 403)])
def test_a_token_expires(
    story: NewsPage,
    editor: User,
    ask: Callable[..., HttpResponse],
    settings: Any,
    seconds: int,
    status: int,
) -> None:
    settings.PREVIEW_TOKEN_MAX_AGE = 60
    token = keep_draft(story, editor)

    with freeze_time(time.time() + seconds):
        response = ask(content_type=STORY, token=token)

    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"


def problem_of(response: HttpResponse) -> tuple[int, str]:
    """Return status and sentence of an answer that is a problem."""
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    return response.status_code, response.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("parameters", [{}, {"token": ""}, {"content_type": STORY}])
def test_nothing_is_shown_without_a_token(
    ask: Callable[..., HttpResponse], parameters: dict[str, str]
) -> None:
    response = ask(**parameters)

    assert problem_of(response) == (
        401,
        "A draft needs a token: open it from the editor.",
    )
    assert response["WWW-Authenticate"].startswith("PreviewToken")


def test_a_session_opens_no_draft(
    client: Client, editor: User, ask: Callable[..., HttpResponse]
) -> None:
    client.force_login(editor)

    assert ask(content_type=STORY).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "a:b:c", "\0", "1:news.newspage:1:0:x", "令牌"])
def test_a_forged_token_is_refused(
    ask: Callable[..., HttpResponse], token: str
) -> None:
    assert problem_of(ask(content_type=STORY, token=token)) == (
        403,
        "This token was not made by this site.",
    )


def test_a_changed_token_is_refused(
    story: NewsPage, editor: User, ask: Callable[..., HttpResponse]
) -> None:
    token = keep_draft(story, editor)

    assert ask(content_type=STORY, token=f"A{token[1:]}").status_code == 403


@pytest.mark.parametrize("content_type", ["news.homepage", "auth.user", "x", ""])
def test_a_token_is_for_its_page_type(
    story: NewsPage,
    editor: User,
    ask: Callable[..., HttpResponse],
    content_type: str,
) -> None:
    response = ask(content_type=content_type, token=keep_draft(story, editor))

    assert problem_of(response) == (
        404,
        f"This token is not for a page of '{content_type}'.",
    )


def test_a_token_ends_with_its_editor(
    story: NewsPage, editor: User, ask: Callable[..., HttpResponse]
) -> None:
    token = keep_draft(story, editor)
    editor.groups.clear()

    assert problem_of(ask(content_type=STORY, token=token)) == (
        403,
        "Who opened this preview may no longer see drafts.",
    )


def test_drafts_are_swept_away(
    story: NewsPage, editor: User, ask: Callable[..., HttpResponse], settings: Any
) -> None:
    settings.PREVIEW_TOKEN_MAX_AGE = 10 * 24 * 3600
    token = keep_draft(story, editor)
    old = timezone.localdate() - timedelta(days=12)
    PagePreview.objects.update(created_at=old)

    keep_draft(home_page(), editor)

    assert problem_of(ask(content_type=STORY, token=token))[0] == 404


@pytest.mark.django_db
def test_an_unknown_parameter_is_named(ask: Callable[..., HttpResponse]) -> None:
    response = ask(tokne="x")

    assert problem_of(response)[0] == 400
    assert response.json()["parameter"] == "tokne"


def test_the_editor_is_sent_to_the_front_end(
    story: NewsPage, client: Client, editor: User, front_end: str
) -> None:
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[story.pk])

    client.post(address, form_of_a_story())
    response = client.get(address, {"in_preview_panel": "true"})

    parts = urlsplit(response["Location"])
    assert response["Location"].startswith(f"{front_end}/?")
    assert parse_qs(parts.query)["content_type"] == [STORY]
    assert "no-store" in response["Cache-Control"]


def test_a_site_may_have_a_front_end_of_its_own(story: NewsPage, settings: Any) -> None:
    Site.objects.update(hostname="bao.example.cn")
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"bao.example.cn": "https://bao.example.cn/yulan"}
    }
    request = RequestFactory().get("/")
    request.user = UserFactory(groups=["编辑"])

    response = NewsPage.objects.get().serve_preview(request, "")

    assert response["Location"].startswith("https://bao.example.cn/yulan/?")


def test_the_reference_site_shows_drafts_without_a_front_end(
    story: NewsPage, client: Client, editor: User
) -> None:
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[story.pk])

    client.post(address, form_of_a_story())
    response = client.get(address)

    assert response.status_code == 200
    assert "轨道六号线开通" in response.content.decode()
    assert not PagePreview.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [("https://front.example.cn", True), ("https://evil.example", False)],
)
def test_browsers_hand_drafts_to_the_front_end_only(
    client: Client, front_end: str, origin: str, is_let_in: bool
) -> None:
    for address in (ENDPOINT, "/userbar/"):
        response = client.get(address, headers={"Origin": origin})

        allowed = response.get("Access-Control-Allow-Origin")
        assert allowed == (origin if is_let_in else None)
        assert "origin" in response["Vary"].lower()


def test_the_user_bar_knows_who_may_edit(
    story: NewsPage, client: Client, editor: User, front_end: str
) -> None:
    origin = {"Origin": "https://front.example.cn"}
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])

    stranger = client.get("/userbar/", {"page": story.pk}, headers=origin)
    client.force_login(editor)
    known = client.get("/userbar/", {"page": story.pk}, headers=origin)

    assert known["Access-Control-Allow-Credentials"] == "true"
    assert (edit in known.content.decode(), edit in stranger.content.decode()) == (
        True,
        False,
    )
    assert "no-store" in known["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "x", "0", "9" * 40, "٣", "²"])
def test_the_user_bar_stands_without_a_page(client: Client, number: str) -> None:
    response = client.get("/userbar/", {"page": number})

    html = response.content.decode()
    assert response.status_code == 200
    assert "wagtail-userbar" in html
    assert 'src="//testserver/' in html
    assert 'href="/static' not in html


def token_of(response: HttpResponse) -> str:
    """Return the token in the address that the editor is sent to."""
    return parse_qs(urlsplit(response["Location"]).query)["token"][0]


def form_of_a_story() -> dict[str, str]:
    """Return what the editor's form sends for a story with a title only."""
    return {
        "title": "轨道六号线开通",
        "slug": "",
        "body-count": "0",
        "tags": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "bylines-TOTAL_FORMS": "0",
        "bylines-INITIAL_FORMS": "0",
    }
