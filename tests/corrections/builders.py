"""Stories that something was said about, and those who say it."""

from typing import Any

from wagtail.models import Revision

from news.corrections.issuing import issue, withdraw
from news.models import CategoryIndexPage, Change, Correction, NewsPage, User
from tests.factories import UserFactory, published_story

Kind = Correction.Kind
WORDS = "第二段“三座”应为“两座”，特此更正。"
NOTICE = "本文主要事实有误，现予撤稿，并向读者致歉。"


def chief() -> User:
    """Return a chief editor."""
    return UserFactory(groups=["主编"])


def lake(category: CategoryIndexPage, **fields: Any) -> NewsPage:
    """Return a published story at /linhuribao/lake/."""
    return published_story(
        parent=category, title="一湖碧水怎样回来", slug="lake", **fields
    )


def corrected(category: CategoryIndexPage, **fields: Any) -> NewsPage:
    """Return a story with a correction."""
    story = lake(category, **fields)
    issue(story, kind=Kind.CORRECTION, text=WORDS)
    return story


def withdrawn(category: CategoryIndexPage, *, shows_title: bool = True) -> NewsPage:
    """Return a story that is withdrawn with a notice."""
    story = lake(category)
    withdraw(story, text=NOTICE, shows_title=shows_title)
    return NewsPage.objects.get(pk=story.pk)


def draft_of(story: NewsPage, title: str) -> Revision:
    """Write a draft with another title."""
    page = NewsPage.objects.get(pk=story.pk)
    page.title = title
    return page.save_revision()


def changes_of(story: NewsPage) -> list[tuple[str, str]]:
    """Return kind and notice of each change to a story."""
    changes = Change.objects.filter(page_id=story.pk).order_by("id")
    return list(changes.values_list("kind", "notice"))
