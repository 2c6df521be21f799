"""A draft under review, and a link to it."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.utils import timezone

from news.guests.links import draft_of, make_link
from news.models import CategoryIndexPage, GuestLink, NewsPage, User
from news.review.setup import set_up
from tests.factories import NewsPageFactory, UserFactory, home_page


class Invitation(NamedTuple):
    """A link, and the path that was given to the guest."""

    link: GuestLink
    path: str

    @property
    def version(self) -> str:
        """Return the version that the guest reads now."""
        return draft_of(GuestLink.objects.get(pk=self.link.pk)).version


Invite = Callable[..., Invitation]


@pytest.fixture
def editor(db: None) -> User:
    """Who wrote the story, and sends links."""
    return UserFactory(username="editor", groups=["编辑"])


@pytest.fixture
def draft(category: CategoryIndexPage, editor: User) -> NewsPage:
    """A story that nobody reviews yet."""
    story = NewsPageFactory(
        parent=category, owner=editor, live=False, title="湖区水质三年变化"
    )
    story.save_revision(user=editor)
    return NewsPage.objects.get(pk=story.pk)


@pytest.fixture
def submitted(draft: NewsPage, editor: User) -> NewsPage:
    """The same at 初审."""
    set_up([home_page()])
    draft.get_workflow().start(draft, editor)
    return NewsPage.objects.get(pk=draft.pk)


@pytest.fixture
def invite(editor: User) -> Invite:
    """Make a link for a story; fields of the link as keywords."""

    def make(story: NewsPage, **fields: Any) -> Invitation:
        now = timezone.now()
        values = {
            "page": story,
            "name": "周教授",
            "created_at": now,
            "expires_at": now + dt.timedelta(hours=48),
            **fields,
        }
        link = GuestLink(**values)
        return Invitation(link, make_link(link, editor))

    return make
