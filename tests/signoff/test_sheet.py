"""What a sheet tells of a story: its newest text, who decided, what was found."""

from wagtail.log_actions import log

from news.models import NewsPage, User
from news.review.publishing import URGENT
from news.signoff.sheet import make_sheet
from tests.factories import UserFactory
from tests.signoff.conftest import fresh

LONGER = [("paragraph", "<p>湖水清了，好像镜子一样。</p>")]


def rewrite(story: NewsPage, **fields: object) -> NewsPage:
    """Save another draft of a story."""
    for name, value in fields.items():
        setattr(story, name, value)
    story.save_revision()
    return fresh(story)


def test_a_sheet_counts_the_newest_text(story: NewsPage) -> None:
    sheet = make_sheet(rewrite(story, body=LONGER))

    assert (sheet.body_count, sheet.title_count, sheet.minutes) == (12, 8, 1)
    assert sheet.story.body.get_prep_value()[0]["value"] == LONGER[0][1]


def test_a_sheet_names_the_version(story: NewsPage) -> None:
    assert make_sheet(story).revision == story.latest_revision


def test_the_same_words_have_the_same_fingerprint(story: NewsPage) -> None:
    before = make_sheet(story).fingerprint

    assert make_sheet(rewrite(story, editors="另一人")).fingerprint == before
    assert make_sheet(rewrite(story, body=LONGER)).fingerprint != before


def test_a_title_is_part_of_the_fingerprint(story: NewsPage) -> None:
    before = make_sheet(story).fingerprint

    assert make_sheet(rewrite(story, title="另一个标题")).fingerprint != before


def test_a_story_that_nobody_submitted_has_no_steps(story: NewsPage) -> None:
    assert make_sheet(story).steps == []


def test_steps_stand_in_the_order_of_their_decisions(reviewed: NewsPage) -> None:
    steps = make_sheet(reviewed).steps

    assert [
        (step.name, step.decision, step.person, step.comment) for step in steps
    ] == [
        ("初审", "退回", "林静", "导语太长"),
        ("初审", "通过", "林静", "可以"),
        ("复审", "待审", "", ""),
    ]
    assert steps[1].revision_id == reviewed.latest_revision_id
    assert steps[2].at is None


def test_a_run_that_ended_is_still_told(reviewed: NewsPage) -> None:
    reviewed.current_workflow_state.cancel()

    steps = make_sheet(fresh(reviewed)).steps

    assert [step.decision for step in steps] == ["退回", "通过", "取消"]


def test_publishing_in_a_hurry_is_told_with_its_reason(story: NewsPage) -> None:
    chief: User = UserFactory(last_name="周", first_name="岩")
    revision = story.latest_revision
    log(
        story,
        URGENT,
        user=chief,
        revision=revision,
        data={"reason": "汛情", "step": ""},
    )

    [step] = make_sheet(story).steps

    assert (step.decision, step.person, step.comment) == (
        "未经审稿发布",
        "周岩",
        "汛情",
    )
    assert step.revision_id == revision.pk


def test_findings_come_with_their_waivers(waived: NewsPage) -> None:
    found = {finding.excerpt: waiver for finding, waiver in make_sheet(waived).findings}

    assert found["好象"].reason == "引自原信"
