"""What stops a story, who lets it pass all the same, and what stays on record."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    PageLogEntry,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from news.models import (
    CategoryIndexPage,
    FindingWaiver,
    NewsPage,
    ProofingTerm,
    User,
)
from news.objections import objections
from news.proofing.state import blocking, checked
from news.proofing.waiving import ReasonError, revoke, waive
from tests.factories import CategoryIndexPageFactory, NewsPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> NewsPage:
    """A draft with a word that must not stay, twice."""
    ProofingTerm.objects.create(word="布署", replacement="部署", severity="block")
    body = [("paragraph", "<p>会议布署了工作,又布署了一次。</p>")]
    return NewsPageFactory(body=body, live=False)


@pytest.fixture
def chief() -> User:
    """Somebody who may waive."""
    return UserFactory(groups=["主编"])


@pytest.fixture
def reporter() -> User:
    """Somebody who writes, and may not waive."""
    return UserFactory(groups=["编辑"])


def form_of(story: NewsPage, text: str, **fields: str) -> dict[str, str]:
    """Return what the editor's form sends."""
    block = rich_text(f"<p>{text}</p>", features=["bold"])
    form: dict[str, str] = nested_form_data(
        {
            "title": story.title,
            "slug": story.slug,
            "body": streamfield([("paragraph", block)]),
            "bylines": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "tags": "",
            **fields,
        }
    )
    return form | {"body-0-id": "block-0"}


def rules_of(answer: Any) -> list[str]:
    """Return the rules that the endpoint names."""
    return [row["rule"] for row in json.loads(answer.content)["findings"]]


def test_a_blocking_finding_speaks_against_publishing(
    story: NewsPage, chief: User
) -> None:
    messages = [
        each.message for each in objections(story, chief) if each.code == "proofing"
    ]

    assert messages == ["校对：“布署”应为“部署”。"]


def test_nobody_is_asked_without_a_person(story: NewsPage) -> None:
    assert not any(each.code == "proofing" for each in objections(story, None))


def test_a_waiver_lets_it_pass_and_can_be_taken_back(
    story: NewsPage, chief: User
) -> None:
    [finding] = blocking(story)

    waive(story, finding, " 引用原文 ", chief)

    assert blocking(story) == []
    assert [waiver.reason for _, waiver in checked(story) if waiver] == ["引用原文"] * 2
    revoke(story, finding.key, chief)
    assert blocking(story) == [finding]
    actions = PageLogEntry.objects.filter(
        page=story.pk, action__startswith="news.proofing"
    )
    assert [(entry.action, entry.user) for entry in actions.order_by("pk")] == [
        ("news.proofing.waive", chief),
        ("news.proofing.revoke", chief),
    ]


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_waiver_needs_a_reason(story: NewsPage, chief: User, reason: str) -> None:
    [finding] = blocking(story)

    with pytest.raises(ReasonError):
        waive(story, finding, reason, chief)

    assert not FindingWaiver.objects.exists()


def test_a_second_waiver_of_a_finding_leaves_the_first(
    story: NewsPage, chief: User
) -> None:
    [finding] = blocking(story)
    waive(story, finding, "引用原文", chief)
    waive(story, finding, "又一次", chief)

    assert FindingWaiver.objects.get().reason == "引用原文"


def test_a_waiver_is_for_one_story(story: NewsPage, chief: User) -> None:
    other = NewsPageFactory(body=story.body, live=False)
    waive(story, blocking(story)[0], "引用原文", chief)

    assert len(blocking(other)) == 1


@pytest.mark.parametrize(
    ("group", "may"),
    [
        ("编辑", False),
        ("校对", False),
        ("初审", True),
        ("复审", True),
        ("终审", True),
        ("主编", True),
    ],
)
def test_who_may_waive(group: str, may: bool) -> None:
    assert UserFactory(groups=[group]).has_perm("news.waive_finding") is may


def test_the_form_is_checked_and_not_saved(
    client: Client, story: NewsPage, reporter: User
) -> None:
    client.force_login(reporter)
    form = form_of(story, "会议部署了工作,各镇参加。", title="布署防汛")

    answer = client.post(reverse("news_proofing_check", args=[story.pk]), form)

    assert rules_of(answer) == ["word", "half-width", "unsigned"]
    row = answer.json()["findings"][1]
    assert (row["start"], row["end"], row["excerpt"]) == (7, 8, ",")
    assert row["suggestion"] == "，"
    assert row["block"] == "block-0"
    assert not answer.json()["may_waive"]
    assert NewsPage.objects.get(pk=story.pk).title == story.title


def test_the_last_revision_is_checked_without_a_form(
    client: Client, story: NewsPage, chief: User
) -> None:
    client.force_login(chief)

    answer = client.post(reverse("news_proofing_check", args=[story.pk]))

    assert rules_of(answer) == ["word", "half-width", "word", "unsigned"]


def test_a_new_story_is_checked(
    client: Client, story: NewsPage, reporter: User
) -> None:
    client.force_login(reporter)
    address = reverse("news_proofing_new", args=[story.get_parent().pk])

    form = form_of(story, "会议布署了工作。", slug="", title="")

    assert rules_of(client.post(address, form)) == ["word", "unsigned"]


@pytest.mark.parametrize(
    "form", [{"title": "无正文"}, {"title": "坏", "body-count": "x"}]
)
def test_a_broken_form_is_refused_with_words(
    client: Client, story: NewsPage, chief: User, form: dict[str, str]
) -> None:
    client.force_login(chief)

    answer = client.post(reverse("news_proofing_check", args=[story.pk]), form)

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("表单里")


def test_what_is_no_story_is_not_found(client: Client, chief: User) -> None:
    client.force_login(chief)
    category = CategoryIndexPageFactory()

    answer = client.post(reverse("news_proofing_check", args=[category.pk]))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["check", "waive", "revoke"])
def test_strangers_get_no_answer(client: Client, story: NewsPage, name: str) -> None:
    answer = client.post(reverse(f"news_proofing_{name}", args=[story.pk]))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_a_finding_is_waived_and_revoked_in_the_editor(
    client: Client, story: NewsPage, chief: User
) -> None:
    client.force_login(chief)
    key = blocking(story)[0].key
    form = form_of(story, "会议布署了工作。")

    waived = client.post(
        reverse("news_proofing_waive", args=[story.pk]),
        {**form, "finding": key, "reason": "引用原文"},
    )
    revoked = client.post(
        reverse("news_proofing_revoke", args=[story.pk]), {**form, "finding": key}
    )

    assert waived.json()["findings"][0]["waiver"]["reason"] == "引用原文"
    assert revoked.json()["findings"][0]["waiver"] is None


@pytest.mark.parametrize("name", ["waive", "revoke"])
def test_who_may_not_waive_is_refused(
    client: Client, story: NewsPage, chief: User, reporter: User, name: str
) -> None:
    [finding] = blocking(story)
    waive(story, finding, "引用原文", chief)
    client.force_login(reporter)

    values = {"finding": finding.key, "reason": "我说的"}
    answer = client.post(
        reverse(f"news_proofing_{name}", args=[story.pk]), values, headers=AJAX
    )

    assert answer.status_code == 403
    assert FindingWaiver.objects.get().reason == "引用原文"


AJAX = {"X-Requested-With": "XMLHttpRequest"}


def test_an_empty_reason_is_answered_in_words(
    client: Client, story: NewsPage, chief: User
) -> None:
    client.force_login(chief)
    values = {"finding": blocking(story)[0].key, "reason": " "}

    answer = client.post(reverse("news_proofing_waive", args=[story.pk]), values)

    assert (answer.status_code, answer.json()) == (
        422,
        {"message": "请写明豁免的理由。"},
    )


@pytest.fixture
def reviewed(story: NewsPage) -> NewsPage:
    """The draft, in a category whose stories are reviewed by a workflow."""
    workflow = Workflow.objects.create(name="试验流程")
    task = GroupApprovalTask.objects.create(name="试验一审")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    parent = CategoryIndexPage.objects.get(pk=story.get_parent().pk)
    WorkflowPage.objects.update_or_create(page=parent, defaults={"workflow": workflow})
    return story


def submit(client: Client, story: NewsPage, text: str) -> Any:
    """Send the editor's form to review."""
    form = form_of(story, text) | {"action-submit": "1"}
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    return client.post(address, form, follow=True)


def test_a_blocking_finding_keeps_a_story_from_review(
    client: Client, reviewed: NewsPage, reporter: User
) -> None:
    client.force_login(reporter)

    answer = submit(client, reviewed, "会议又布署了工作。")

    assert "还没有送审" in answer.content.decode()
    story = NewsPage.objects.get(pk=reviewed.pk)
    assert story.current_workflow_state is None
    assert "又布署" in story.get_latest_revision_as_object().body[0].value.source


def test_a_sound_story_goes_to_review(
    client: Client, reviewed: NewsPage, reporter: User
) -> None:
    client.force_login(reporter)

    submit(client, reviewed, "会议部署了工作。")

    assert NewsPage.objects.get(pk=reviewed.pk).current_workflow_state is not None


def test_a_waived_finding_goes_to_review(
    client: Client, reviewed: NewsPage, reporter: User, chief: User
) -> None:
    waive(reviewed, blocking(reviewed)[0], "引用原文", chief)
    client.force_login(reporter)

    submit(client, reviewed, "会议布署了工作。")

    assert NewsPage.objects.get(pk=reviewed.pk).current_workflow_state is not None


def test_a_new_story_with_a_blocking_finding_is_kept_as_a_draft(
    client: Client, reviewed: NewsPage, reporter: User
) -> None:
    client.force_login(reporter)
    address = reverse(
        "wagtailadmin_pages:add", args=["news", "newspage", reviewed.get_parent().pk]
    )
    form = form_of(reviewed, "会议布署了工作。", slug="", title="新稿")

    client.post(address, form | {"action-submit": "1"})

    story = NewsPage.objects.get(title="新稿")
    assert not story.live
    assert story.current_workflow_state is None
