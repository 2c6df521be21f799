"""A newsroom with three reviews, and its people."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import news.objections
from news.models import CategoryIndexPage, NewsPage, User
from news.objections import Objection
from news.review.setup import set_up
from tests.admin.test_editor import form
from tests.factories import NewsPageFactory, UserFactory, home_page

Member = Callable[..., User]
SENTENCE = "摘要里有不能用的词，请先改正。"


@pytest.fixture
def reviews(db: None) -> None:
    """All stories go through 初审, 复审 and 终审."""
    set_up([home_page()])


@pytest.fixture
def reporter(db: None) -> User:
    """Who writes."""
    return UserFactory(username="reporter", groups=["记者"])


@pytest.fixture
def chief(db: None) -> User:
    """The chief editor."""
    return UserFactory(username="chief", groups=["主编"])


@pytest.fixture
def member() -> Callable[..., User]:
    """Make somebody of some groups."""

    def make(*groups: str, **fields: Any) -> User:
        return UserFactory(groups=list(groups), **fields)

    return make


@pytest.fixture
def draft(category: CategoryIndexPage, reporter: User) -> NewsPage:
    """A story that the reporter has written."""
    story = NewsPageFactory(
        parent=category,
        owner=reporter,
        live=False,
        title="轨道六号线开通",
        body=[("paragraph", "<p>首班列车驶出。</p>")],
    )
    story.save_revision(user=reporter)
    return NewsPage.objects.get(pk=story.pk)


@pytest.fixture
def submitted(reviews: None, draft: NewsPage, reporter: User) -> NewsPage:
    """The same, submitted: it waits at 初审."""
    draft.get_workflow().start(draft, reporter)
    return fresh(draft)


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """Sign somebody in."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def fresh(story: NewsPage) -> NewsPage:
    """Return the story as it is by now."""
    return NewsPage.objects.get(pk=story.pk)


def act(
    story: NewsPage, user: User, action: str = "approve", comment: str = ""
) -> None:
    """Sign or return the story at its step."""
    page = fresh(story)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, user, action, comment=comment)


def step_of(story: NewsPage) -> str:
    """Return the name of the step that the story waits at, or ""."""
    task = fresh(story).current_workflow_task
    return task.name if task else ""


@pytest.fixture
def objection(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A rule that objects to the word 谣言 in a summary."""

    def question(story: NewsPage, user: User | None) -> Iterator[Objection]:
        if "谣言" in story.summary:
            yield Objection("test.word", SENTENCE)

    monkeypatch.setattr(news.objections, "_questions", [question])
    return SENTENCE


def write(story: NewsPage, **fields: Any) -> NewsPage:
    """Save a draft with these fields, as its owner."""
    draft = fresh(story).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=story.owner)
    return fresh(story)


def sign_all(story: NewsPage, member: Member) -> None:
    """Let one of each desk sign."""
    for desk in ["初审", "复审", "终审"]:
        act(story, member(desk))


def urgent_url(story: NewsPage) -> str:
    """Return the address of the screen that asks for a reason."""
    return reverse("news_review_urgent", args=[story.pk])


def sign_in_editor(client: Client, story: NewsPage, **fields: Any) -> Any:
    """Press the button of the step in the editor, with the form as it stands."""
    latest = fresh(story).get_latest_revision_as_object()
    data = {name: getattr(latest, name) for name in ["title", "slug", "summary"]}
    data["body-0-id"] = latest.body.raw_data[0]["id"]
    buttons = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    extra = {"workflow-action-extra-data": '{"comment": "可发"}'}
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]),
        form(**{**data, **buttons, **extra, **fields}),
        follow=True,
    )
