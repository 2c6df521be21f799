"""Signing and returning: the three steps, and who must not."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry, TaskState

from news.models import NewsPage, PublishedDocument, User
from tests.review.conftest import act, fresh, step_of

Member = Callable[..., User]


def test_a_story_goes_out_after_the_third_signature(
    submitted: NewsPage, member: Member
) -> None:
    seen = [step_of(submitted)]

    for desk in ["初审", "复审", "终审"]:
        act(submitted, member(desk))
        seen.append(step_of(submitted))

    assert seen == ["初审", "复审", "终审", ""]
    assert PublishedDocument.objects.filter(page=submitted).exists()


def test_every_step_is_in_the_audit_log(submitted: NewsPage, member: Member) -> None:
    act(submitted, member("初审"), "reject", "导语太长")
    fresh(submitted).current_workflow_state.resume(submitted.owner)
    people = [member(desk) for desk in ["初审", "复审", "终审"]]
    for person in people:
        act(submitted, person, comment="可发")

    log = PageLogEntry.objects.filter(page=submitted.pk).order_by("timestamp", "pk")
    steps = [
        (entry.action.rpartition(".")[2], entry.user, entry.data.get("comment"))
        for entry in log
        if "workflow" in entry.action or entry.action == "wagtail.publish"
    ]

    assert [step[0] for step in steps] == [
        *("start", "reject", "resume"),
        *("approve", "approve", "approve", "publish"),
    ]
    assert [step[1] for step in steps if step[0] == "approve"] == people
    assert steps[1][2] == "导语太长"


def test_nobody_signs_two_steps_of_a_run(submitted: NewsPage, member: Member) -> None:
    both = member("初审", "复审")
    act(submitted, both)

    with pytest.raises(PermissionDenied, match="已经签过“初审”"):
        act(submitted, both)

    assert step_of(submitted) == "复审"


def test_who_signed_may_still_return(submitted: NewsPage, member: Member) -> None:
    both = member("初审", "复审")
    act(submitted, both)

    act(submitted, both, "reject", "数字有误")

    assert fresh(submitted).current_workflow_state.status == "needs_changes"


def test_a_signature_holds_after_a_return(submitted: NewsPage, member: Member) -> None:
    first, second = member("初审", "复审"), member("复审")
    act(submitted, first)
    act(submitted, second, "reject", "数字有误")
    fresh(submitted).current_workflow_state.resume(submitted.owner)

    with pytest.raises(PermissionDenied):
        act(submitted, first)
    act(submitted, second)

    assert step_of(submitted) == "终审"


def test_signatures_of_a_cancelled_run_are_void(
    submitted: NewsPage, member: Member
) -> None:
    both = member("初审", "复审")
    act(submitted, both)
    fresh(submitted).current_workflow_state.cancel(submitted.owner)
    submitted.get_workflow().start(fresh(submitted), submitted.owner)
    act(submitted, member("初审"))

    act(submitted, both)

    assert step_of(submitted) == "终审"


def test_nobody_reviews_a_story_of_their_own(
    submitted: NewsPage, member: Member
) -> None:
    NewsPage.objects.filter(pk=submitted.pk).update(owner=member("初审"))

    for action in ("approve", "reject"):
        with pytest.raises(PermissionDenied, match="您自己的稿件"):
            act(submitted, fresh(submitted).owner, action, "理由")


def test_nobody_reviews_what_they_have_changed(
    submitted: NewsPage, member: Member
) -> None:
    reviewer = member("初审")
    fresh(submitted).save_revision(user=reviewer)

    with pytest.raises(PermissionDenied, match="这一轮改过"):
        act(submitted, reviewer)

    assert step_of(submitted) == "初审"


def test_who_changed_the_text_may_return_it(
    submitted: NewsPage, member: Member
) -> None:
    reviewer = member("初审")
    fresh(submitted).save_revision(user=reviewer)

    act(submitted, reviewer, "reject", "补一个出处")

    assert fresh(submitted).current_workflow_state.status == "needs_changes"


def test_what_is_live_already_is_no_longer_anybodys_work(
    submitted: NewsPage, member: Member, reporter: User
) -> None:
    once = member("初审")
    fresh(submitted).save_revision(user=once)
    for desk in ["初审", "复审", "终审"]:
        act(submitted, member(desk))
    story = fresh(submitted)
    story.title = "轨道六号线通车"
    story.save_revision(user=reporter)
    story.get_workflow().start(story, reporter)

    act(submitted, once)

    assert step_of(submitted) == "复审"


def test_a_superuser_is_bound_too(submitted: NewsPage, member: Member) -> None:
    superuser = member(is_superuser=True)
    act(submitted, superuser)

    with pytest.raises(PermissionDenied):
        act(submitted, superuser)


@pytest.mark.parametrize("comment", ["", "  \n"])
def test_a_return_needs_a_reason(
    submitted: NewsPage, member: Member, comment: str
) -> None:
    with pytest.raises(PermissionDenied, match="退回的理由"):
        act(submitted, member("初审"), "reject", comment)


@pytest.mark.parametrize("group", ["校对", "复审", "终审", "编辑", "主编", "记者"])
def test_only_the_desk_signs(submitted: NewsPage, member: Member, group: str) -> None:
    with pytest.raises(PermissionDenied, match="不在“初审”"):
        act(submitted, member(group))


def test_a_stale_look_signs_nothing(submitted: NewsPage, member: Member) -> None:
    seen = submitted.current_workflow_task_state
    act(submitted, member("初审"))

    with pytest.raises(PermissionDenied, match="已有人处理"):
        seen.task.specific.on_action(seen, member("初审"), "approve")

    approved = TaskState.objects.filter(status=TaskState.STATUS_APPROVED)
    assert approved.count() == 1
