"""Setting the reviews up, again and again."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Workflow, WorkflowPage

from news.models import CategoryIndexPage, ReviewTask
from tests.factories import CategoryIndexPageFactory, home_page

pytestmark = pytest.mark.django_db


def steps(name: str = "三审三校") -> list[str]:
    """Return the names of a workflow's steps."""
    return [task.name for task in Workflow.objects.get(name=name).tasks]


def test_all_stories_go_through_three_reviews(category: CategoryIndexPage) -> None:
    call_command("set_up_review", verbosity=0)

    assert category.get_workflow().name == "三审三校"
    assert steps() == ["初审", "复审", "终审"]
    assert [task.groups.get().name for task in ReviewTask.objects.order_by("pk")] == (
        steps()
    )


def test_a_second_time_changes_nothing() -> None:
    call_command("set_up_review", proofread=["初审"])
    before = steps(), WorkflowPage.objects.count(), ReviewTask.objects.count()

    call_command("set_up_review")

    assert (steps(), WorkflowPage.objects.count(), ReviewTask.objects.count()) == before


def test_proofreading_is_added_at_the_steps_that_want_it() -> None:
    call_command("set_up_review")

    call_command("set_up_review", proofread=["初审", "终审"])

    assert steps() == ["一校", "初审", "复审", "三校", "终审"]
    assert ReviewTask.objects.get(name="一校").groups.get().name == "校对"


def test_a_category_of_its_own(category: CategoryIndexPage) -> None:
    other = CategoryIndexPageFactory(slug="fukan")
    WorkflowPage.objects.create(
        page=category, workflow=Workflow.objects.get(name="主编审稿")
    )

    call_command("set_up_review", category=[category.slug])

    assert CategoryIndexPage.objects.get(pk=category.pk).get_workflow().name == (
        "三审三校"
    )
    assert other.get_workflow().name == "主编审稿"
    assert home_page().get_workflow().name == "主编审稿"


def test_an_unknown_category_is_named() -> None:
    with pytest.raises(CommandError, match="no category has the slug 'nowhere'"):
        call_command("set_up_review", category=["nowhere"])
