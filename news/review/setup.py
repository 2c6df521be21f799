"""Making the workflow 三审三校 and putting it where it shall hold."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from news.models import ReviewTask

NAME = "三审三校"
REVIEWS = ["初审", "复审", "终审"]
PROOFREADERS = "校对"
# What the proofreading before each review is called.
PROOFS = {"初审": "一校", "复审": "二校", "终审": "三校"}


@transaction.atomic
def set_up(pages: Iterable[Page], proofread_before: Iterable[str] = ()) -> Workflow:
    """Let stories on and below these pages go through review, and return the workflow.

    `proofread_before` names the reviews that a proofreading comes before. What is
    there stays; another workflow of one of the pages gives way.
    """
    workflow, _ = Workflow.objects.get_or_create(name=NAME)
    if not workflow.active:
        workflow.active = True
        workflow.save()
    proofs = workflow.tasks.filter(name__in=PROOFS.values())
    names = set(proofs.values_list("name", flat=True))
    kept = {review for review, proof in PROOFS.items() if proof in names}
    _set_steps(workflow, _steps(kept.union(proofread_before)))
    for page in pages:
        WorkflowPage.objects.update_or_create(
            page=page, defaults={"workflow": workflow}
        )
    return workflow


def _steps(proofread_before: set[str]) -> list[ReviewTask]:
    steps = []
    for name in REVIEWS:
        if name in proofread_before:
            steps.append(_step(PROOFS[name], PROOFREADERS))
        steps.append(_step(name, name))
    return steps


def _step(name: str, group: str) -> ReviewTask:
    step, is_new = ReviewTask.objects.get_or_create(name=name, active=True)
    if is_new:
        step.groups.add(Group.objects.get(name=group))
    return step


def _set_steps(workflow: Workflow, steps: list[ReviewTask]) -> None:
    """Put missing steps in; what editors have added or ordered otherwise stays."""
    there = set(workflow.tasks.values_list("pk", flat=True))
    if there.issuperset(step.pk for step in steps):
        return
    for position, step in enumerate(steps):
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=step, defaults={"sort_order": position}
        )
