"""What a guest says is written into the workflow, and replaces no reviewer."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from news.guests.links import revoke_link
from news.guests.opinions import OpinionError, Verdict, give_opinion
from news.models import GuestOpinion, NewsPage, User
from tests.factories import UserFactory
from tests.guests.conftest import Invitation, Invite

pytestmark = pytest.mark.django_db


def say(
    client: Client, invitation: Invitation, action: str, reason: str = ""
) -> tuple[int, str]:
    """Send the form of a guest; return the status and the page that follows."""
    response = client.post(
        f"{invitation.path}{action}/",
        {"version": invitation.version, "reason": reason},
        follow=True,
    )
    return response.status_code, response.content.decode()


def current(story: NewsPage) -> tuple[str, str]:
    """Return the state of the run and of its step."""
    run = WorkflowState.objects.get(object_id=str(story.pk))
    return run.status, run.current_task_state.status


def test_a_return_returns_the_story(
    submitted: NewsPage, invite: Invite, client: Client
) -> None:
    status, page = say(client, invite(submitted), "return", "第二段的数字有误。")

    assert status == 200
    assert "稿件已退回编辑修改" in page
    assert current(submitted) == ("needs_changes", "rejected")
    state = TaskState.objects.get(workflow_state__object_id=str(submitted.pk))
    assert state.comment == "外审退回（周教授）：第二段的数字有误。"
    assert state.finished_by is None


def test_an_approval_signs_nothing(
    submitted: NewsPage, invite: Invite, client: Client
) -> None:
    status, page = say(client, invite(submitted), "approve")

    assert status == 200
    assert "意见已经转给编辑" in page
    assert current(submitted) == ("in_progress", "in_progress")
    opinion = GuestOpinion.objects.get()
    assert opinion.verdict == Verdict.APPROVED
    assert opinion.task_state.task.name == "初审"


@pytest.mark.parametrize(("action", "word"), [("approve", "同意"), ("return", "退回")])
def test_the_history_has_the_guests_name(
    submitted: NewsPage, invite: Invite, client: Client, action: str, word: str
) -> None:
    say(client, invite(submitted), action, "见批注")

    entry = PageLogEntry.objects.filter(
        page=submitted.pk, action__startswith="news.guest"
    ).latest("pk")
    assert entry.message == f"外审 周教授 {word}（初审阶段）：见批注"
    assert entry.user is None
    assert entry.revision_id == submitted.latest_revision_id


def test_a_return_needs_a_reason(
    submitted: NewsPage, invite: Invite, client: Client
) -> None:
    status, page = say(client, invite(submitted), "return", "  ")

    assert status == 200
    assert "请写明退回的理由" in page
    assert current(submitted) == ("in_progress", "in_progress")


def test_the_database_asks_for_the_reason_too(
    submitted: NewsPage, invite: Invite
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        GuestOpinion.objects.create(
            link=invite(submitted).link,
            verdict=Verdict.RETURNED,
            version_at=timezone.now(),
        )


def test_a_story_that_nobody_reviews_keeps_the_opinion(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    _, page = say(client, invite(draft), "return", "请核对姓名。")

    opinion = GuestOpinion.objects.get()
    assert (opinion.task_state, opinion.has_returned) == (None, False)
    assert "意见已经转给编辑" in page


def test_words_that_changed_meanwhile_must_be_read_again(
    submitted: NewsPage, invite: Invite, client: Client, editor: User
) -> None:
    invitation = invite(submitted)
    read = invitation.version
    revision = submitted.get_latest_revision()
    # As autosave does.
    submitted.save_revision(user=editor, overwrite_revision=revision)

    response = client.post(
        f"{invitation.path}approve/", {"version": read, "reason": ""}
    )

    assert response.status_code == 409
    assert "重新阅读" in response.content.decode()
    assert not GuestOpinion.objects.exists()


def test_a_version_gets_one_opinion_of_a_guest(
    submitted: NewsPage, invite: Invite
) -> None:
    invitation = invite(submitted)
    version = invitation.version
    give_opinion(invitation.link.pk, Verdict.APPROVED, "", version)

    with pytest.raises(OpinionError, match="已经提过"):
        give_opinion(invitation.link.pk, Verdict.RETURNED, "不妥", version)


def test_the_next_version_gets_another(submitted: NewsPage, invite: Invite) -> None:
    invitation = invite(submitted)
    give_opinion(invitation.link.pk, Verdict.APPROVED, "", invitation.version)
    submitted.save_revision()

    give_opinion(invitation.link.pk, Verdict.APPROVED, "", invitation.version)

    assert GuestOpinion.objects.count() == 2


def test_a_link_for_reading_only_takes_no_opinion(
    submitted: NewsPage, invite: Invite, client: Client
) -> None:
    invitation = invite(submitted, may_decide=False)

    status, _ = say(client, invitation, "approve")

    assert status == 403
    assert "/approve/" not in client.get(invitation.path).content.decode()


def test_a_revoked_link_takes_no_opinion(
    submitted: NewsPage, invite: Invite, client: Client, editor: User
) -> None:
    invitation = invite(submitted)
    revoke_link(invitation.link, editor)

    assert say(client, invitation, "approve")[0] == 410
    with pytest.raises(OpinionError):
        give_opinion(invitation.link.pk, Verdict.APPROVED, "", invitation.version)


def test_a_form_from_elsewhere_is_refused(submitted: NewsPage, invite: Invite) -> None:
    invitation = invite(submitted)
    strict = Client(enforce_csrf_checks=True)

    status, _ = say(strict, invitation, "return", "不妥")

    assert status == 403
    assert current(submitted) == ("in_progress", "in_progress")


def test_looking_at_the_form_changes_nothing(
    submitted: NewsPage, invite: Invite, client: Client
) -> None:
    invitation = invite(submitted)

    response = client.get(f"{invitation.path}return/?version={invitation.version}")

    assert response.status_code == 200
    # Browsers name no origin from a page of "no-referrer", and the form would fail.
    assert response["Referrer-Policy"] == "same-origin"
    assert not GuestOpinion.objects.exists()


def test_the_writer_is_told_by_mail(
    submitted: NewsPage, invite: Invite, client: Client, editor: User
) -> None:
    editor.email = "editor@paper.example.cn"
    editor.save()
    mail.outbox.clear()

    say(client, invite(submitted), "return", "第二段的数字有误。")

    assert [message.to for message in mail.outbox] == [["editor@paper.example.cn"]]
    assert "第二段的数字有误" in mail.outbox[0].body


def test_a_returned_story_goes_on_after_it_was_mended(
    submitted: NewsPage, invite: Invite, client: Client, editor: User
) -> None:
    say(client, invite(submitted), "return", "数字有误")
    story = NewsPage.objects.get(pk=submitted.pk)
    story.save_revision(user=editor)

    story.current_workflow_state.resume(user=editor)

    story = NewsPage.objects.get(pk=submitted.pk)
    state = story.current_workflow_task_state
    reviewer = UserFactory(groups=["初审"])
    state.task.specific.on_action(state, reviewer, "approve")
    assert NewsPage.objects.get(pk=story.pk).current_workflow_task.name == "复审"


def test_an_old_opinion_stays_when_its_revision_goes(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    say(client, invite(draft), "approve")
    draft.save_revision()
    old = GuestOpinion.objects.get().revision

    old.delete()

    assert GuestOpinion.objects.get().version_at < timezone.now() + dt.timedelta(1)
