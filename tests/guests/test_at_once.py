"""A guest and a reviewer at the same moment, on connections of their own."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import TaskState, WorkflowState

from news.guests.opinions import Verdict, give_opinion
from news.models import GuestOpinion, NewsPage
from tests.factories import UserFactory
from tests.guests.conftest import Invite
from tests.planning.test_schedule_at_once import side_by_side

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_return_holds_though_a_reviewer_signs_meanwhile(
    submitted: NewsPage, invite: Invite
) -> None:
    invitation = invite(submitted)
    version = invitation.version
    reviewer = UserFactory(groups=["初审"])
    state = submitted.current_workflow_task_state

    def sign() -> None:
        waiting = TaskState.objects.get(pk=state.pk)
        with suppress(PermissionDenied):
            waiting.task.specific.on_action(waiting, reviewer, "approve")

    def send_back() -> None:
        give_opinion(invitation.link.pk, Verdict.RETURNED, "数字有误", version)

    side_by_side(sign, send_back)

    run = WorkflowState.objects.get(object_id=str(submitted.pk))
    opinion = GuestOpinion.objects.get()
    assert run.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert opinion.has_returned
    assert opinion.task_state == run.current_task_state
