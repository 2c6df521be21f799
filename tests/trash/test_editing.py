"""Nothing is lost while people write: autosave, locks, who else is writing."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from news.models import CategoryIndexPage, NewsPage, User
from tests.factories import NewsPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A draft."""
    return NewsPageFactory(parent=category, live=False)


@pytest.fixture
def colleague() -> User:
    """Somebody else."""
    return UserFactory(last_name="林", first_name="静", groups=["主编"])


@pytest.fixture
def editor(client: Client) -> Client:
    """A chief editor, signed in."""
    client.force_login(UserFactory(groups=["主编"]))
    return client


def edit_form(editor: Client, story: NewsPage) -> str:
    """Return the editor's page of a story."""
    return editor.get(f"/admin/pages/{story.pk}/edit/").content.decode()


def test_the_editor_saves_by_itself(editor: Client, story: NewsPage) -> None:
    assert "data-w-autosave-interval-value" in edit_form(editor, story)


def test_a_locked_story_says_who_has_locked_it(
    editor: Client, story: NewsPage, colleague: User
) -> None:
    Page.objects.filter(pk=story.pk).update(
        locked=True, locked_by=colleague, locked_at=timezone.now()
    )

    page = edit_form(editor, story)

    assert "林静" in page
    assert "锁定" in page


def test_the_editor_says_who_else_is_writing(
    editor: Client, story: NewsPage, colleague: User
) -> None:
    kind = ContentType.objects.get_for_model(NewsPage)
    EditingSession.objects.create(
        user=colleague,
        content_type=kind,
        object_id=story.pk,
        last_seen_at=timezone.now(),
        is_editing=True,
    )
    own = EditingSession.objects.create(
        user_id=editor.session["_auth_user_id"],
        content_type=kind,
        object_id=story.pk,
        last_seen_at=timezone.now(),
    )
    ping = reverse(
        "wagtailadmin_editing_sessions:ping",
        args=["news", "newspage", story.pk, own.pk],
    )

    answer = editor.post(ping).json()

    assert [other["user"] for other in answer["other_sessions"]] == ["林静"]
    assert "林静" in answer["html"]
    assert "未保存的修改" in answer["html"] or "编辑" in answer["html"]
