"""Only a signed text goes out, or one with a reason that stays on record."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from news.models import CategoryIndexPage, NewsPage, User
from news.review.publishing import because
from tests.admin.test_editor import add, form, save
from tests.factories import CategoryIndexPageFactory, home_page
from tests.review.conftest import (
    SENTENCE,
    act,
    fresh,
    sign_all,
    step_of,
    urgent_url,
    write,
)
from tests.writing.conftest import Machine

Member = Callable[..., User]
SignIn = Callable[[User], Client]


def test_the_chief_editor_is_asked_why_and_nothing_is_lost(
    submitted: NewsPage, chief: User, as_user: SignIn
) -> None:
    client = as_user(chief)
    url = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    fields = {"title": "轨道六号线通车", "slug": submitted.slug, "action-publish": "1"}

    response = client.post(url, form(**fields))

    assert response.url == urgent_url(submitted)
    assert not fresh(submitted).live
    latest = fresh(submitted).get_latest_revision_as_object()
    assert latest.title == "轨道六号线通车"


def test_urgent_publishing_stays_on_record_and_ends_the_run(
    submitted: NewsPage, chief: User, member: Member, as_user: SignIn
) -> None:
    act(submitted, member("初审"))
    client = as_user(chief)

    client.post(urgent_url(submitted), {"reason": "地震速报"})

    story = fresh(submitted)
    entry = PageLogEntry.objects.get(page=story.pk, action="news.review.urgent")
    assert story.live
    assert story.current_workflow_state is None
    assert (entry.user, entry.comment) == (chief, "地震速报")
    assert entry.message == "未经三审紧急发布（停在“复审”）"
    history = client.get(reverse("wagtailadmin_pages:history", args=[story.pk]))
    assert "地震速报" in history.content.decode()


@pytest.mark.parametrize("reason", ["", "   "])
def test_urgent_publishing_needs_a_reason(
    submitted: NewsPage, chief: User, as_user: SignIn, reason: str
) -> None:
    response = as_user(chief).post(urgent_url(submitted), {"reason": reason})

    assert "请写明为什么不经三审就发布" in response.content.decode()
    assert not fresh(submitted).live
    with pytest.raises(PermissionDenied), because(reason):
        fresh(submitted).get_latest_revision().publish(user=chief)


def test_urgency_does_not_override_objections(
    objection: str, submitted: NewsPage, chief: User, as_user: SignIn
) -> None:
    write(submitted, summary="谣言")

    response = as_user(chief).post(urgent_url(submitted), {"reason": "快"})

    assert SENTENCE in response.content.decode()
    assert not fresh(submitted).live
    assert step_of(submitted) == "初审"


def test_a_signed_text_takes_no_reason(
    submitted: NewsPage, chief: User, member: Member, as_user: SignIn
) -> None:
    sign_all(submitted, member)
    fresh(submitted).unpublish()

    fresh(submitted).get_latest_revision().publish(user=chief)

    assert fresh(submitted).live


def test_a_signed_text_is_known_again_in_the_editor(
    reviews: None,
    category: CategoryIndexPage,
    reporter: User,
    chief: User,
    member: Member,
    as_user: SignIn,
) -> None:
    add(as_user(reporter), category)
    story = NewsPage.objects.get()
    story.get_workflow().start(story, reporter)
    sign_all(story, member)
    fresh(story).unpublish()
    text = fresh(story).body.raw_data[0]
    block = {"body-0-id": text["id"], "slug": story.slug, "action-publish": "1"}

    save(as_user(chief), story, **block)

    assert fresh(story).live


def test_an_edit_of_a_live_story_goes_the_same_way(
    submitted: NewsPage, chief: User, member: Member
) -> None:
    sign_all(submitted, member)
    write(submitted, title="轨道六号线通车")

    with pytest.raises(PermissionDenied):
        fresh(submitted).get_latest_revision().publish(user=chief)

    assert fresh(submitted).title == "轨道六号线开通"


def test_bulk_publishing_asks_for_reasons_one_by_one(
    submitted: NewsPage, chief: User, as_user: SignIn
) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = as_user(chief).post(f"{url}?id={submitted.pk}&next=/admin/", follow=True)

    assert "没有经过三审" in response.content.decode()
    assert not fresh(submitted).live


def test_a_machine_gives_its_reason_too(submitted: NewsPage, chief: User) -> None:
    machine = Machine(chief)
    path = f"pages/{submitted.pk}/actions/publish/"

    refused = machine("POST", path)
    taken = machine("POST", f"{path}?reason=地震速报")

    assert refused.status_code == 403
    assert "has not been through review" in refused.json()["detail"]
    assert taken.status_code == 200
    entry = PageLogEntry.objects.get(action="news.review.urgent")
    assert entry.data["reason"] == "地震速报"


def test_a_copy_of_a_live_story_is_a_draft(
    submitted: NewsPage, chief: User, member: Member
) -> None:
    sign_all(submitted, member)

    answer = Machine(chief)("POST", f"pages/{submitted.pk}/actions/copy/", {})

    assert answer.status_code == 201, answer.content.decode()
    assert not NewsPage.objects.get(pk=answer.json()["id"]).live


def test_a_planned_story_goes_out_without_being_asked_again(
    submitted: NewsPage, member: Member
) -> None:
    write(submitted, go_live_at=timezone.now() + timedelta(hours=1))
    sign_all(submitted, member)
    scheduled = fresh(submitted).scheduled_revision
    type(scheduled).objects.filter(pk=scheduled.pk).update(
        content={**scheduled.content, "go_live_at": timezone.now().isoformat()}
    )

    fresh(submitted).scheduled_revision.publish(log_action="wagtail.publish.scheduled")

    assert fresh(submitted).live


def test_categories_and_the_front_page_are_published_as_before(
    reviews: None, chief: User
) -> None:
    page = CategoryIndexPageFactory(live=False)

    for each in (page, home_page()):
        each.save_revision(user=chief).publish(user=chief)

    assert CategoryIndexPage.objects.get(pk=page.pk).live


def test_a_category_without_reviews_keeps_its_own_workflow(
    draft: NewsPage, chief: User
) -> None:
    fresh(draft).get_latest_revision().publish(user=chief)

    assert fresh(draft).live
    assert not PageLogEntry.objects.filter(action="news.review.urgent").exists()
