"""Two at the same moment, on connections of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from wagtail.models import TaskState

from news.models import NewsPage, PublishedDocument, User
from news.review.publishing import because
from news.review.setup import set_up
from tests.factories import NewsPageFactory, UserFactory, home_page
from tests.review.conftest import act, fresh, step_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def story(transactional_db: None) -> NewsPage:
    """A story that waits at 初审, which other connections see."""
    set_up([home_page()])
    reporter = UserFactory(groups=["记者"])
    story = NewsPageFactory(owner=reporter, live=False)
    story.save_revision(user=reporter)
    story.get_workflow().start(story, reporter)
    return fresh(story)


def at_once(*works: Callable[[], object]) -> list[str]:
    """Do things side by side; return "done" or what refused each."""
    barrier = threading.Barrier(len(works))

    def once(work: Callable[[], object]) -> str:
        try:
            barrier.wait(30)
            work()
        except PermissionDenied as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(once, works))


def signing(story: NewsPage, user: User, action: str = "approve") -> Callable[[], None]:
    """Return what signs the step that the story stands at now."""
    state = fresh(story).current_workflow_task_state

    def sign() -> None:
        state.task.specific.on_action(state, user, action, comment="数字有误")

    return sign


def test_one_of_two_reviewers_signs(story: NewsPage) -> None:
    people = [UserFactory(groups=["初审"]) for _ in range(2)]

    said = at_once(*(signing(story, person) for person in people))

    assert sorted(said) == ["done", "这一步刚刚已有人处理。"]
    assert step_of(story) == "复审"
    assert TaskState.objects.filter(status=TaskState.STATUS_APPROVED).count() == 1


def test_a_signature_and_a_return_do_not_both_count(story: NewsPage) -> None:
    people = [UserFactory(groups=["初审"]) for _ in range(2)]

    said = at_once(
        signing(story, people[0]), signing(story, people[1], action="reject")
    )

    assert said.count("done") == 1
    assert TaskState.objects.filter(finished_by__isnull=False).count() == 1


def test_two_last_signatures_publish_once(story: NewsPage) -> None:
    for desk in ["初审", "复审"]:
        act(story, UserFactory(groups=[desk]))
    people = [UserFactory(groups=["终审"]) for _ in range(2)]

    said = at_once(*(signing(story, person) for person in people))

    assert said.count("done") == 1
    assert PublishedDocument.objects.filter(page=story).count() == 1


def test_urgency_and_a_signature_leave_one_record(story: NewsPage) -> None:
    chief, reviewer = UserFactory(groups=["主编"]), UserFactory(groups=["初审"])

    def publish() -> None:
        with because("地震速报"):
            fresh(story).get_latest_revision().publish(user=chief)

    said = at_once(publish, signing(story, reviewer))

    assert said[0] == "done"
    assert fresh(story).live
    assert fresh(story).current_workflow_state is None
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    assert not states.exists()
