"""The screens: who may use them, what they ask, what they leave behind."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from news.corrections.forms import CHANGED
from news.corrections.issuing import UNREVIEWED
from news.models import CategoryIndexPage, Correction, NewsPage, PublishedDocument
from news.review.setup import set_up
from tests.corrections.builders import (
    NOTICE,
    WORDS,
    corrected,
    draft_of,
    lake,
    withdrawn,
)
from tests.factories import UserFactory, home_page

pytestmark = pytest.mark.django_db

GROUPS = ["记者", "编辑", "校对", "初审", "复审", "终审", "主编"]
# Which of them may; the others are sent away.
MAY = {
    "news_correct": {"终审", "主编"},
    "news_withdraw": {"主编"},
    "news_republish": {"主编"},
    "news_correction_remove": {"主编"},
    "news_corrections": {"编辑", "终审", "主编"},
}


def signed_in(client: Client, group: str) -> Client:
    """Sign somebody of a group in."""
    client.force_login(UserFactory(groups=[group]))
    return client


@pytest.fixture
def chief(client: Client) -> Client:
    """A chief editor, signed in."""
    return signed_in(client, "主编")


def post(client: Client, name: str, story: NewsPage, **values: Any) -> Any:
    """Send a form about a story."""
    return client.post(reverse(name, args=[story.pk]), values)


def errors_of(response: Any) -> str:
    """Return all that a form says is wrong."""
    assert response.status_code == 200
    return str(response.context["form"].errors)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("name", MAY)
def test_who_may(
    client: Client, category: CategoryIndexPage, name: str, group: str
) -> None:
    story = withdrawn(category) if name == "news_republish" else corrected(category)
    pk = Correction.objects.get().pk if name == "news_correction_remove" else story.pk
    args = [] if name == "news_corrections" else [pk]

    response = signed_in(client, group).get(reverse(name, args=args))

    assert (response.status_code == 200) == (group in MAY[name])


def test_who_works_elsewhere_may_not(
    client: Client, category: CategoryIndexPage
) -> None:
    user = UserFactory(groups=["终审"])
    user.groups.get().page_permissions.all().delete()
    client.force_login(user)

    response = client.get(reverse("news_correct", args=[lake(category).pk]))

    assert response.status_code == 302


def test_a_correction_without_a_draft(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)

    response = post(chief, "news_correct", story, kind="correction", text=WORDS)

    assert response.status_code == 302
    assert Correction.objects.get().text == WORDS


def test_words_are_asked_for_in_chinese(
    chief: Client, category: CategoryIndexPage
) -> None:
    response = post(chief, "news_correct", lake(category), kind="correction", text=" ")

    assert "请写给读者的说明。" in errors_of(response)


def test_where_there_is_a_draft_one_has_to_choose(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)
    draft = draft_of(story, "新的标题")

    response = post(
        chief, "news_correct", story, kind="update", text=WORDS, draft=draft.pk
    )

    assert "请选择是否同时发布草稿。" in errors_of(response)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("what", "title"), [("draft", "新的标题"), ("note", "一湖碧水怎样回来")]
)
def test_the_draft_goes_out_as_chosen(
    chief: Client, category: CategoryIndexPage, what: str, title: str
) -> None:
    story = lake(category)
    values = {"what": what, "draft": draft_of(story, "新的标题").pk}

    post(chief, "news_correct", story, kind="update", text=WORDS, **values)

    document = PublishedDocument.objects.get(page=story)
    assert (document.title, len(document.data["corrections"])) == (title, 1)


def test_a_draft_that_nobody_has_seen_is_not_published(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)
    seen = draft_of(story, "新的标题")
    newer = draft_of(story, "又改了的标题")
    values = {"kind": "update", "text": WORDS, "what": "draft"}

    response = post(chief, "news_correct", story, draft=seen.pk, **values)

    assert CHANGED in errors_of(response)
    assert response.context["form"]["draft"].value() == newer.pk
    again = post(chief, "news_correct", story, draft=newer.pk, **values)
    assert again.status_code == 302


def test_a_note_alone_waits_for_nobody_elses_draft(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)
    values = {"what": "note", "draft": draft_of(story, "新的标题").pk}
    draft_of(story, "又改了的标题")

    response = post(chief, "news_correct", story, kind="update", text=WORDS, **values)

    assert response.status_code == 302
    assert Correction.objects.get().text == WORDS


def test_who_may_not_publish_is_not_offered_the_draft(
    client: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)
    draft_of(story, "新的标题")
    reviewer = signed_in(client, "终审")

    post(reviewer, "news_correct", story, kind="update", text=WORDS, what="draft")

    document = PublishedDocument.objects.get(page=story)
    assert (document.title, len(document.data["corrections"])) == (story.title, 1)


@pytest.fixture
def reviewed(category: CategoryIndexPage) -> CategoryIndexPage:
    """A category whose stories go out after review only."""
    story = lake(category)
    set_up([home_page()])
    draft_of(story, "没有审过的标题")
    return category


@pytest.mark.parametrize("reason", ["", "原标题涉及隐私"])
def test_a_draft_without_review_takes_a_reason(
    chief: Client, reviewed: CategoryIndexPage, reason: str
) -> None:
    story = NewsPage.objects.get()
    values = {"what": "draft", "draft": story.latest_revision.pk, "reason": reason}

    response = post(
        chief, "news_correct", story, kind="correction", text=WORDS, **values
    )

    is_refused = UNREVIEWED in response.text
    is_out = PublishedDocument.objects.get(page=story).title == "没有审过的标题"
    assert (is_refused, is_out) == (not reason, bool(reason))


def test_a_story_is_withdrawn_and_published_again(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)

    post(chief, "news_withdraw", story, text=NOTICE, shows_title="on")
    assert not NewsPage.objects.get(pk=story.pk).live

    draft = draft_of(story, "改正后的稿件")
    post(chief, "news_republish", story, text="已核实。", draft=draft.pk)
    assert PublishedDocument.objects.get(page=story).title == "改正后的稿件"


def test_a_second_withdrawal_is_refused_in_chinese(
    chief: Client, category: CategoryIndexPage
) -> None:
    response = post(chief, "news_withdraw", withdrawn(category), text=NOTICE)

    assert "这篇稿件已经撤稿。" in errors_of(response)


def test_the_editor_of_a_withdrawn_story_does_not_publish(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = withdrawn(category)

    chief.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), _form_of(story))

    assert not NewsPage.objects.get(pk=story.pk).live


def _form_of(story: NewsPage) -> dict[str, Any]:
    """Return what the editor's form sends to publish."""
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0}
    sets = {
        f"{name}-{key}": value
        for name in ("bylines", "comments")
        for key, value in empty.items()
    }
    return {
        "title": "再发一次",
        "slug": story.slug,
        "body-count": 0,
        "action-publish": "1",
        "comment_notifications": "",
        **sets,
    }


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("live", {"更正与更新说明", "撤稿"}),
        ("withdrawn", {"重新发布"}),
    ],
)
def test_buttons_in_the_editor_and_the_explorer(
    chief: Client, category: CategoryIndexPage, state: str, labels: set[str]
) -> None:
    story = withdrawn(category) if state == "withdrawn" else lake(category)
    every = {"更正与更新说明", "撤稿", "重新发布"}
    editor = chief.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).text
    explorer = chief.get(reverse("wagtailadmin_explore", args=[category.pk])).text

    for html in (editor, explorer):
        shown = {
            label
            for label in every
            if f"corrections/{story.pk}/{_STEP[label]}/" in html
        }
        assert shown == labels


_STEP = {"更正与更新说明": "add", "撤稿": "withdraw", "重新发布": "republish"}


def test_the_editor_lists_what_was_said(
    chief: Client, category: CategoryIndexPage
) -> None:
    story = corrected(category)

    html = chief.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).text

    assert WORDS in html
