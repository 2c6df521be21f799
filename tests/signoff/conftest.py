"""A story on its way through three reviews, with a finding that may stay."""

import pytest
from wagtail.models import TaskState

from news.models import (
    CategoryIndexPage,
    FindingWaiver,
    NewsPage,
    ProofingTerm,
    User,
)
from news.models.proofing import TermKind
from news.review.setup import set_up
from tests.factories import (
    NewsPageFactory,
    SourceFactory,
    UserFactory,
    home_page,
)

BODY = [("paragraph", "<p>湖水清了，好象镜子。</p>")]


def fresh(story: NewsPage) -> NewsPage:
    """Return the story as the database has it."""
    return NewsPage.objects.get(pk=story.pk)


def decide(story: NewsPage, user: User, action: str, comment: str) -> TaskState:
    """Sign ("approve") or return ("reject") a story at its step."""
    state = fresh(story).current_workflow_task_state
    state.task.specific.on_action(state, user, action, comment=comment)
    return TaskState.objects.get(pk=state.pk)


@pytest.fixture
def reporter(db: None) -> User:
    """Who writes."""
    return UserFactory(
        username="song", last_name="宋", first_name="时雨", groups=["记者"]
    )


@pytest.fixture
def story(category: CategoryIndexPage, reporter: User) -> NewsPage:
    """A draft with all that a sheet tells, and a word that the house discourages."""
    ProofingTerm.objects.create(kind=TermKind.TYPO, word="好象", replacement="好像")
    story = NewsPageFactory(
        parent=category,
        owner=reporter,
        live=False,
        kicker="治水十年",
        title="一湖碧水怎样回来",
        subtitle="临湖水环境调查",
        source=SourceFactory(name="东岭晚报"),
        editors="柏舟",
        byline=["宋时雨", "纪明川"],
        body=BODY,
    )
    story.save_revision(user=reporter)
    return fresh(story)


@pytest.fixture
def reviewed(story: NewsPage, reporter: User) -> NewsPage:
    """The same, submitted, returned once, and signed at the first step."""
    set_up([home_page()])
    first = UserFactory(last_name="林", first_name="静", groups=["初审"])
    fresh(story).get_workflow().start(story, reporter)
    decide(story, first, "reject", "导语太长")
    fresh(story).current_workflow_state.resume(reporter)
    decide(story, first, "approve", "可以")
    return fresh(story)


@pytest.fixture
def waived(reviewed: NewsPage, reporter: User) -> NewsPage:
    """The same, with the finding allowed to stay."""
    from news.proofing.state import checked

    finding, _waiver = checked(reviewed)[0]
    FindingWaiver.objects.create(
        page=reviewed,
        key=finding.key,
        rule=finding.rule,
        message=finding.message,
        reason="引自原信",
        user=reporter,
    )
    return fresh(reviewed)
