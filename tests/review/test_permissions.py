"""Who may do what to a story: roles across, actions down, each really tried."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, TaskState

from news.models import CategoryIndexPage, NewsPage, ReviewTaskState
from news.review.setup import set_up
from tests.admin.test_editor import add, save
from tests.factories import NewsPageFactory, UserFactory, home_page
from tests.review.conftest import fresh
from tests.writing.conftest import Machine

pytestmark = pytest.mark.django_db

STEPS = ["一校", "初审", "复审", "终审"]
DESKS = {"一校": "校对", "初审": "初审", "复审": "复审", "终审": "终审"}
VISITOR, NO_GROUP, SUPERUSER = "访客", "无组", "超管"
ROLES = [
    *(VISITOR, NO_GROUP, "记者", "编辑", "校对"),
    *("初审", "复审", "终审", "主编", SUPERUSER),
]


class Somebody:
    """Somebody of a role, with a browser and a machine."""

    def __init__(self, role: str) -> None:
        self.user: Any = AnonymousUser()
        self.client = Client()
        if role == SUPERUSER:
            self.user = UserFactory(is_superuser=True)
        elif role != VISITOR:
            self.user = UserFactory(groups=[role])
        if role != VISITOR:
            self.client.force_login(self.user)

    def own(self, story: NewsPage) -> NewsPage:
        """Make a story theirs."""
        NewsPage.objects.filter(pk=story.pk).update(owner=self.user.pk)
        return fresh(story)

    def act(self, story: NewsPage, action: str) -> bool:
        """Press sign ("approve") or return ("reject"); return whether it counts."""
        state = fresh(story).current_workflow_task_state
        url = reverse(
            "wagtailadmin_pages:workflow_action", args=[story.pk, action, state.pk]
        )
        self.client.post(url, {"comment": "导语太长"})
        return TaskState.objects.get(pk=state.pk).status != state.status

    def press(self, story: NewsPage, **buttons: Any) -> NewsPage:
        """Post the editor's form with a new summary."""
        fields = {"title": story.title, "slug": story.slug, "summary": "改过的摘要"}
        save(self.client, story, **{**fields, **buttons})
        return fresh(story)

    def publish_many(self, page: Page) -> Page:
        """Publish through the explorer."""
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        self.client.post(f"{url}?id={page.pk}")
        return Page.objects.get(pk=page.pk)

    def machine(self, path: str) -> bool:
        """Let a machine of theirs post; return whether it was done."""
        return self.user.pk and Machine(self.user)("POST", path).status_code == 200

    def may(self, right: str, page: Page) -> bool:
        """Return whether Wagtail grants a right."""
        return bool(getattr(page.permissions_for_user(self.user), right)())


# Stories that actions are tried on.


def nothing(category: CategoryIndexPage) -> CategoryIndexPage:
    """No story, only the category."""
    return category


def draft(category: CategoryIndexPage, **fields: Any) -> NewsPage:
    """A draft of a reporter."""
    reporter = UserFactory(groups=["记者"])
    story = NewsPageFactory(parent=category, owner=reporter, live=False, **fields)
    story.save_revision(user=reporter)
    return fresh(story)


def at(step: str, **fields: Any) -> Callable[[CategoryIndexPage], NewsPage]:
    """A story that waits at a step."""

    def make(category: CategoryIndexPage) -> NewsPage:
        story = draft(category, **fields)
        story.get_workflow().start(story, story.owner)
        for passed in STEPS[: STEPS.index(step)]:
            state = fresh(story).current_workflow_task_state
            state.approve(user=UserFactory(groups=[DESKS[passed]]))
        return fresh(story)

    return make


def live(category: CategoryIndexPage) -> NewsPage:
    """A story that went out after all signatures."""
    story = at("终审")(category)
    story.current_workflow_task_state.approve(user=UserFactory(groups=["终审"]))
    return fresh(story)


def withdrawn(category: CategoryIndexPage) -> NewsPage:
    """The same, taken down: its text is signed."""
    story = live(category)
    story.unpublish()
    return fresh(story)


def unplanned(category: CategoryIndexPage) -> NewsPage:
    """A signed story whose time is to come, and was taken from the plan."""
    later = timezone.now() + timedelta(hours=2)
    story = at("终审", go_live_at=later)(category)
    story.current_workflow_task_state.approve(user=UserFactory(groups=["终审"]))
    story.revisions.update(approved_go_live_at=None)
    return fresh(story)


def hidden(category: CategoryIndexPage) -> CategoryIndexPage:
    """A category that is not live."""
    category.unpublish()
    return category


# Actions: each returns whether it came about.


def create(who: Somebody, category: CategoryIndexPage) -> bool:
    add(who.client, category)
    return NewsPage.objects.exists()


def change(who: Somebody, story: NewsPage) -> bool:
    latest = who.press(story).get_latest_revision_as_object()
    return latest.summary == "改过的摘要"


def change_own(who: Somebody, story: NewsPage) -> bool:
    return change(who, who.own(story))


def submit_own(who: Somebody, story: NewsPage) -> bool:
    return who.press(who.own(story), **{"action-submit": "1"}).workflow_in_progress


def sign(who: Somebody, story: NewsPage) -> bool:
    return who.act(story, "approve")


def sign_own(who: Somebody, story: NewsPage) -> bool:
    return who.act(who.own(story), "approve")


def sign_and_publish(who: Somebody, story: NewsPage) -> bool:
    who.act(story, "approve")
    return fresh(story).live


def sign_and_plan(who: Somebody, story: NewsPage) -> bool:
    who.act(story, "approve")
    return fresh(story).scheduled_revision is not None


def send_back(who: Somebody, story: NewsPage) -> bool:
    return who.act(story, "reject")


def publish(who: Somebody, story: NewsPage) -> bool:
    return who.press(story, **{"action-publish": "1"}).live


def publish_many(who: Somebody, page: Page) -> bool:
    return who.publish_many(page).live


def plan_many(who: Somebody, story: NewsPage) -> bool:
    return who.publish_many(story).scheduled_revision is not None


def publish_urgently(who: Somebody, story: NewsPage) -> bool:
    url = reverse("news_review_urgent", args=[story.pk])
    who.client.post(url, {"reason": "地震速报"})
    record = PageLogEntry.objects.filter(action="news.review.urgent")
    return fresh(story).live and record.filter(user=who.user.pk).exists()


def machine_publishes(who: Somebody, story: NewsPage) -> bool:
    return bool(who.machine(f"pages/{story.pk}/actions/publish/"))


def machine_publishes_urgently(who: Somebody, story: NewsPage) -> bool:
    return bool(who.machine(f"pages/{story.pk}/actions/publish/?reason=地震速报"))


def unpublish(who: Somebody, story: NewsPage) -> bool:
    who.client.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))
    return not fresh(story).live


def delete(who: Somebody, story: NewsPage) -> bool:
    return who.may("can_delete", story)


def delete_own(who: Somebody, story: NewsPage) -> bool:
    return who.may("can_delete", who.own(story))


def assign(who: Somebody, story: NewsPage) -> bool:
    state = story.current_workflow_task_state
    who.client.post(reverse("news_review_assign", args=[state.pk]), {"priority": "2"})
    return ReviewTaskState.objects.get(pk=state.pk).priority == 2


def see_waiting(who: Somebody, story: NewsPage) -> bool:
    return who.client.get(reverse("news_review_waiting")).status_code == 200


def cancel_review(who: Somebody, story: NewsPage) -> bool:
    return not who.press(story, **{"action-cancel-workflow": "1"}).workflow_in_progress


LATER = {"go_live_at": timezone.now() + timedelta(days=1)}
TABLE: list[tuple[Callable[..., bool], Callable[..., Page], str]] = [
    # 访客 无组 记者 编辑 校对 初审 复审 终审 主编 超管
    (create, nothing, "－－＋＋－－－－＋＋"),
    (change_own, draft, "－－＋＋－－－－＋＋"),
    (change, draft, "－－－＋－－－－＋＋"),
    (change, at("初审"), "－－－－－＋－－＋＋"),
    (submit_own, draft, "－－＋＋－－－－＋＋"),
    (sign, at("一校"), "－－－－＋－－－－＋"),
    (sign, at("初审"), "－－－－－＋－－－＋"),
    (sign, at("复审"), "－－－－－－＋－－＋"),
    (sign, at("终审"), "－－－－－－－＋－＋"),
    (sign_own, at("初审"), "－－－－－－－－－－"),
    (sign_own, at("终审"), "－－－－－－－－－－"),
    (sign_and_publish, at("复审"), "－－－－－－－－－－"),
    (sign_and_publish, at("终审"), "－－－－－－－＋－＋"),
    (sign_and_plan, at("终审", **LATER), "－－－－－－－＋－＋"),
    (send_back, at("初审"), "－－－－－＋－－－＋"),
    (publish, draft, "－－－－－－－－－－"),
    (publish_many, draft, "－－－－－－－－－－"),
    (machine_publishes, draft, "－－－－－－－－－－"),
    (publish_many, withdrawn, "－－－－－－－－＋＋"),
    (machine_publishes, withdrawn, "－－－－－－－－＋＋"),
    (plan_many, unplanned, "－－－－－－－－＋＋"),
    (publish_urgently, draft, "－－－－－－－－＋＋"),
    (publish_urgently, at("复审"), "－－－－－－－－＋＋"),
    (machine_publishes_urgently, draft, "－－－－－－－－＋＋"),
    (publish_many, hidden, "－－－－－－－－＋＋"),
    (unpublish, live, "－－－－－－－－＋＋"),
    (delete_own, draft, "－－＋＋－－－－＋＋"),
    (delete, draft, "－－－＋－－－－＋＋"),
    (delete, live, "－－－－－－－－＋＋"),
    (assign, at("初审"), "－－－－－＋－－＋＋"),
    (see_waiting, nothing, "－－－－＋＋＋＋＋＋"),
    (cancel_review, at("初审"), "－－－－－＋－－－＋"),
]


def able(action: Callable[..., bool], page: Page) -> str:
    """Return the row of an action; each role begins with the page as it was."""
    row = ""
    for role in ROLES:
        with transaction.atomic():
            row += "＋" if action(Somebody(role), page) else "－"
            transaction.set_rollback(True)
    return row


@pytest.mark.parametrize(
    ("action", "stage", "row"),
    TABLE,
    ids=[f"{action.__name__}-{number}" for number, (action, *_) in enumerate(TABLE)],
)
def test_roles_and_actions(
    category: CategoryIndexPage,
    action: Callable[..., bool],
    stage: Callable[..., Page],
    row: str,
) -> None:
    set_up([home_page()], proofread_before=["初审"])
    page = stage(category)

    assert able(action, page) == row
