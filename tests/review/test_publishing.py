"""Objections: every way of publishing asks, tells and loses nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from news.models import CategoryIndexPage, NewsPage, User
from news.review.publishing import ObjectionsError
from tests.admin.test_editor import add, form
from tests.factories import NewsPageFactory
from tests.review.conftest import (
    SENTENCE,
    act,
    fresh,
    sign_in_editor,
    step_of,
    write,
)
from tests.writing.conftest import Machine

Member = Callable[..., User]
SignIn = Callable[[User], Client]


def test_the_editor_keeps_a_draft_that_is_objected_to(
    objection: str, draft: NewsPage, chief: User, as_user: SignIn
) -> None:
    client = as_user(chief)

    fields = {"summary": "谣言", "slug": draft.slug, "action-publish": "1"}
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    response = client.post(url, form(**fields), follow=True)

    assert SENTENCE in response.content.decode()
    assert not fresh(draft).live
    assert fresh(draft).get_latest_revision_as_object().summary == "谣言"


def test_a_new_story_that_is_objected_to_is_a_draft(
    objection: str, category: CategoryIndexPage, chief: User, as_user: SignIn
) -> None:
    response = add(
        as_user(chief), category, **{"summary": "谣言", "action-publish": "1"}
    )

    story = NewsPage.objects.get()
    assert SENTENCE in response.content.decode()
    assert response.redirect_chain[-1][0].endswith(f"/pages/{story.pk}/edit/")
    assert (story.live, story.published_at, story.summary) == (False, None, "谣言")
    assert story.get_latest_revision_as_object().published_at is None


def test_bulk_publishing_leaves_out_what_is_objected_to(
    objection: str, draft: NewsPage, chief: User, as_user: SignIn
) -> None:
    write(draft, summary="谣言")
    good = NewsPageFactory(parent=draft.get_parent().specific, live=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    ids = f"id={draft.pk}&id={good.pk}"
    response = as_user(chief).post(f"{url}?{ids}&next=/admin/", follow=True)

    assert SENTENCE in response.content.decode()
    assert (fresh(draft).live, fresh(good).live) == (False, True)


def test_bulk_publishing_a_category_asks_for_what_is_below(
    objection: str, draft: NewsPage, chief: User, as_user: SignIn
) -> None:
    write(draft, summary="谣言")
    good = NewsPageFactory(parent=draft.get_parent().specific, live=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    as_user(chief).post(
        f"{url}?id={draft.get_parent().pk}", {"include_descendants": "on"}
    )

    assert (fresh(draft).live, fresh(good).live) == (False, True)


def test_the_writing_api_answers_with_the_sentence(
    objection: str, draft: NewsPage, chief: User
) -> None:
    write(draft, summary="谣言")

    response = Machine(chief)("POST", f"pages/{draft.pk}/actions/publish/")

    assert response.status_code == 422
    assert response.json()["errors"] == [{"msg": SENTENCE}]
    assert not fresh(draft).live


def test_a_story_made_and_published_at_once_is_asked_too(
    objection: str, category: CategoryIndexPage, chief: User
) -> None:
    story = {
        "meta": {
            "type": "news.NewsPage",
            "parent_id": category.pk,
            "action": "publish",
        },
        "title": "谣言",
        "summary": "谣言",
    }

    response = Machine(chief)("POST", "pages/", story)

    assert response.status_code == 422
    assert not NewsPage.objects.exists()


def test_the_last_signature_is_stopped_and_keeps_its_step(
    objection: str, submitted: NewsPage, member: Member
) -> None:
    write(submitted, summary="谣言")
    act(submitted, member("初审"))
    act(submitted, member("复审"))

    with pytest.raises(ObjectionsError):
        act(submitted, member("终审"))

    assert step_of(submitted) == "终审"


def test_the_dialog_of_the_last_signature_tells_before(
    objection: str, submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    write(submitted, summary="谣言")
    act(submitted, member("初审"))
    act(submitted, member("复审"))
    state = fresh(submitted).current_workflow_task_state

    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", state.pk]
    )
    html = as_user(member("终审")).get(url).json()["html"]

    assert SENTENCE in html
    assert "<form" not in html


def test_a_signature_in_the_editor_is_stopped_with_the_sentence(
    objection: str, submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    write(submitted, summary="谣言")
    act(submitted, member("初审"))
    act(submitted, member("复审"))

    response = sign_in_editor(as_user(member("终审")), submitted)

    assert SENTENCE in response.content.decode()
    assert step_of(submitted) == "终审"
    assert not fresh(submitted).live


def test_a_signature_in_the_editor_counts(
    submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    before = submitted.latest_revision

    sign_in_editor(as_user(member("初审")), submitted)

    assert step_of(submitted) == "复审"
    assert TaskState.objects.get(status="approved").comment == "可发"
    # The editor names paragraphs anew; that makes nobody an author.
    assert fresh(submitted).latest_revision == before


def test_a_plan_for_later_is_asked_now(
    objection: str, draft: NewsPage, chief: User, as_user: SignIn
) -> None:
    later = timezone.now() + timedelta(days=1)
    write(draft, summary="谣言", go_live_at=later)

    with pytest.raises(ObjectionsError):
        fresh(draft).get_latest_revision().publish(user=chief)

    assert fresh(draft).scheduled_revision is None


def test_who_changes_the_text_in_the_editor_does_not_sign_it(
    submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    client = as_user(member("初审"))

    response = sign_in_editor(client, submitted, summary="明早六点半首班。")

    assert "请本组其他人来审" in response.content.decode()
    assert step_of(submitted) == "初审"
    latest = fresh(submitted).get_latest_revision_as_object()
    assert latest.summary == "明早六点半首班。"


def test_steps_of_other_workflows_are_signed_as_before(
    objection: str, draft: NewsPage, chief: User, as_user: SignIn
) -> None:
    draft.get_workflow().start(draft, draft.owner)
    client = as_user(chief)

    stopped = sign_in_editor(client, draft, summary="谣言")
    is_live_then = fresh(draft).live
    sign_in_editor(client, draft, summary="明早六点半首班。")

    assert SENTENCE in stopped.content.decode()
    assert not is_live_then
    assert fresh(draft).live
    assert fresh(draft).summary == "明早六点半首班。"
