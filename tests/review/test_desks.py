"""What waits for whom: the list, the dashboard, assigning, letters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from news.editorial.waiting import waiting_for
from news.models import (
    CategoryIndexPage,
    NewsPage,
    Priority,
    ReviewTask,
    ReviewTaskState,
    User,
)
from tests.factories import NewsPageFactory
from tests.review.conftest import act, fresh

Member = Callable[..., User]
SignIn = Callable[[User], Client]
LIST = "/admin/review/waiting/"


def submit(category: Any, title: str, owner: User, **fields: Any) -> NewsPage:
    """Return a story that waits at 初审, with what its desk has noted."""
    story = NewsPageFactory(parent=category, title=title, owner=owner, live=False)
    story.save_revision(user=owner)
    story.get_workflow().start(story, owner)
    ReviewTaskState.objects.filter(workflow_state__object_id=story.pk).update(**fields)
    return fresh(story)


def state_of(story: NewsPage) -> ReviewTaskState:
    """Return the step that a story waits at."""
    return fresh(story).current_workflow_task_state


def test_the_most_urgent_comes_first_then_what_is_due(
    reviews: None,
    category: CategoryIndexPage,
    reporter: User,
    member: Member,
    as_user: SignIn,
) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    for title, fields in {
        "无期限": {},
        "明天": {"due_at": now + 24 * hour},
        "已过": {"due_at": now - hour},
        "特急": {"priority": Priority.NOW},
    }.items():
        submit(category, title, reporter, **fields)

    response = as_user(member("初审")).get(LIST)

    titles = [state.story.title for state in response.context["table"].data]
    assert titles == ["特急", "已过", "明天", "无期限"]
    assert response.content.decode().count("已逾期") == 1


def test_a_desk_sees_its_own_step_and_the_chief_editor_all(
    submitted: NewsPage, chief: User, member: Member, as_user: SignIn
) -> None:
    seen = {
        person.username: len(as_user(person).get(LIST).context["object_list"])
        for person in (
            member("初审", username="a"),
            member("复审", username="b"),
            chief,
        )
    }

    assert seen == {"a": 1, "b": 0, "chief": 1}


def test_the_list_costs_as_many_queries_for_ten_as_for_two(
    reviews: None,
    category: CategoryIndexPage,
    reporter: User,
    member: Member,
    as_user: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    client = as_user(member("初审"))
    for number in range(2):
        submit(category, f"第{number}篇", reporter)
    client.get(LIST)
    with django_assert_max_num_queries(100) as two:
        client.get(LIST)
    for number in range(8):
        submit(category, f"另{number}篇", reporter)

    with django_assert_max_num_queries(len(two)):
        client.get(LIST)


def test_the_dashboard_counts_what_one_may_sign_and_was_not_given_to_others(
    reviews: None, category: CategoryIndexPage, reporter: User, member: Member
) -> None:
    me, other = member("初审"), member("初审")
    submit(category, "任何人", reporter)
    submit(category, "给我", reporter, assignee=me)
    submit(category, "给别人", reporter, assignee=other)
    submit(category, "我自己的", me)
    fresh(submit(category, "我改过的", reporter)).save_revision(user=me)

    assert waiting_for(me)["reviews"] == 2
    assert waiting_for(member("复审"))["reviews"] == 0


def test_the_list_can_be_cut_down_to_mine(
    submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    ReviewTaskState.objects.update(assignee=member("初审"))
    client = as_user(member("初审"))

    everything = client.get(LIST).context["object_list"]
    mine = client.get(f"{LIST}?scope=mine").context["object_list"]

    assert (len(everything), len(mine)) == (1, 0)


def test_assigning_is_on_record_and_tells_who_is_asked(
    submitted: NewsPage,
    member: Member,
    as_user: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    asked = member("初审", first_name="陈初", email="chen@example.cn")
    url = reverse("news_review_assign", args=[state_of(submitted).pk])
    client = as_user(member("初审"))
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            url, {"assignee": asked.pk, "due_at": "2030-05-01 18:00", "priority": 1}
        )

    state = state_of(submitted)
    entry = PageLogEntry.objects.get(action="news.review.assign")
    assert (state.assignee, state.priority) == (asked, Priority.SOON)
    assert entry.message == "初审：审稿人：陈初，期限：2030-05-01 18:00，加急"
    [letter] = mail.outbox
    assert letter.to == ["chen@example.cn"]
    assert "轨道六号线开通" in letter.subject


def test_only_who_may_sign_can_be_asked(
    submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    owner, other_desk = member("初审"), member("复审")
    NewsPage.objects.filter(pk=submitted.pk).update(owner=owner)
    url = reverse("news_review_assign", args=[state_of(submitted).pk])
    client = as_user(member("初审"))

    for person in (owner, other_desk):
        response = client.post(url, {"assignee": person.pk, "priority": 0})
        assert "请选择本组可以审这篇稿件的人" in response.content.decode()

    assert state_of(submitted).assignee is None


def test_a_step_that_is_done_is_assigned_no_more(
    submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    state = state_of(submitted)
    act(submitted, member("初审"))

    as_user(member("初审")).post(
        reverse("news_review_assign", args=[state.pk]), {"priority": 2}
    )

    assert ReviewTaskState.objects.get(pk=state.pk).priority == Priority.USUAL


def test_hurry_goes_along_and_a_return_comes_back_to_who_returned(
    submitted: NewsPage, member: Member
) -> None:
    ReviewTaskState.objects.update(priority=Priority.NOW)
    ReviewTask.objects.filter(name="复审").update(hours=4)
    second = member("复审")
    act(submitted, member("初审"))
    act(submitted, second, "reject", "数字有误")

    fresh(submitted).current_workflow_state.resume(submitted.owner)

    state = state_of(submitted)
    assert (state.priority, state.assignee) == (Priority.NOW, second)
    wait = state.due_at - timezone.now()
    assert timedelta(hours=3) < wait <= timedelta(hours=4)


def test_a_desk_gets_a_letter(draft: NewsPage, reviews: None, member: Member) -> None:
    member("初审", email="chen@example.cn")
    member("复审", email="fu@example.cn")

    draft.get_workflow().start(draft, draft.owner)

    assert [letter.to for letter in mail.outbox] == [["chen@example.cn"]]


def test_the_editor_shows_the_step(
    submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    ReviewTaskState.objects.update(
        priority=Priority.NOW, due_at=timezone.now() - timedelta(days=1)
    )
    url = reverse("wagtailadmin_pages:edit", args=[submitted.pk])

    html = as_user(member("初审")).get(url).content.decode()

    assert "初审：本组任何人" in html
    assert "已逾期" in html
    assert reverse("news_review_assign", args=[state_of(submitted).pk]) in html


def test_the_list_leads_to_the_sheet(
    submitted: NewsPage, member: Member, as_user: SignIn
) -> None:
    client = as_user(member("初审"))
    sheet = f"/admin/signoff/{submitted.pk}/"

    assert f'href="{sheet}"' in client.get(LIST).content.decode()
    assert client.get(sheet).status_code == 200
