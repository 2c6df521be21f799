"""An embargo blocks every way out until its time."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import APIToken, Page, PageLogEntry

from news.editorial.schedule import publish_due
from news.importer.read import find_post_files
from news.importer.run import import_posts
from news.models import (
    CategoryIndexPage,
    Change,
    NewsPage,
    PublishedDocument,
    TokenLimits,
    User,
)
from news.planning.embargo import EmbargoError, set_embargo
from news.preview.drafts import PreviewError, keep_draft, read_draft
from news.published.refresh import refresh_documents
from tests.admin.test_editor import form
from tests.factories import NewsPageFactory, UserFactory, published_story
from tests.importer.builders import ImportReport, post_text, write_post

pytestmark = pytest.mark.django_db


def hours(number: float) -> dt.datetime:
    """Return a time so many hours from now."""
    return timezone.now().replace(microsecond=0) + dt.timedelta(hours=number)


@pytest.fixture
def chief() -> User:
    """The chief editor."""
    return UserFactory(username="chief", groups=["主编"])


@pytest.fixture
def editor() -> User:
    """Somebody who may write, and no more."""
    return UserFactory(username="editor", groups=["编辑"])


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A draft, nothing in it but a title and a body."""
    made = NewsPageFactory(parent=category, live=False, title="统计公报")
    made.save_revision()
    return NewsPage.objects.get(pk=made.pk)


@pytest.fixture
def until() -> dt.datetime:
    """The end of the embargo."""
    return hours(5)


@pytest.fixture
def embargoed(story: NewsPage, editor: User, until: dt.datetime) -> NewsPage:
    """The draft, under embargo."""
    return set_embargo(story.pk, until, user=editor)


def end_embargo(story: NewsPage) -> None:
    """Let the time of an embargo come, and of what is scheduled for its end."""
    past = hours(-0.1)
    NewsPage.objects.filter(pk=story.pk).update(embargo_until=past)
    story.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=past)
    for revision in story.revisions.all():
        revision.content["go_live_at"] = past.isoformat()
        revision.save(update_fields=["content"])


def is_out(story: NewsPage) -> bool:
    """Return whether anything of a story can be seen outside of the house."""
    return (
        NewsPage.objects.get(pk=story.pk).live
        or PublishedDocument.objects.filter(page_id=story.pk).exists()
        or Change.objects.filter(page_id=story.pk).exists()
    )


def scheduled_for(story: NewsPage) -> dt.datetime | None:
    """Return when a story's approved revision goes live."""
    approved = story.revisions.exclude(approved_go_live_at=None)
    times = approved.values_list("approved_go_live_at", flat=True)
    return times.first()


def test_what_is_approved_goes_out_when_the_embargo_ends(
    embargoed: NewsPage, until: dt.datetime
) -> None:
    embargoed.get_latest_revision().publish()

    assert scheduled_for(embargoed) == until
    assert publish_due() == 0
    assert not is_out(embargoed)
    end_embargo(embargoed)
    assert publish_due() == 1
    assert is_out(embargoed)


def test_a_later_time_of_its_own_stays(story: NewsPage, editor: User) -> None:
    later = hours(9)
    story.go_live_at = later
    story.save_revision()
    set_embargo(story.pk, hours(5), user=editor)

    story.get_latest_revision().publish()

    assert scheduled_for(story) == later


def test_a_story_scheduled_before_waits_for_the_embargo(
    story: NewsPage, editor: User, until: dt.datetime
) -> None:
    story.go_live_at = hours(1)
    story.save_revision().publish()

    set_embargo(story.pk, until, user=editor)

    assert scheduled_for(story) == until


def test_a_due_revision_cannot_get_round_the_embargo(
    embargoed: NewsPage, until: dt.datetime
) -> None:
    embargoed.revisions.update(approved_go_live_at=hours(-1))

    publish_due()

    assert not is_out(embargoed)
    assert scheduled_for(embargoed) == until


def test_an_old_revision_knows_the_embargo_of_today(
    story: NewsPage, editor: User, until: dt.datetime
) -> None:
    old = story.get_latest_revision()
    set_embargo(story.pk, until, user=editor)

    PublishPageRevisionAction(old).execute()

    assert not is_out(story)


def test_the_editors_publish_button_schedules(
    embargoed: NewsPage, admin_client: Client, until: dt.datetime
) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[embargoed.pk])

    admin_client.post(edit, form(**{"action-publish": "1"}))

    assert scheduled_for(embargoed) == until
    assert not is_out(embargoed)


def test_bulk_publishing_schedules(
    embargoed: NewsPage, admin_client: Client, until: dt.datetime
) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    admin_client.post(f"{url}?id={embargoed.pk}", {"include_descendants": "on"})

    assert not is_out(embargoed)
    assert scheduled_for(embargoed) == until


def test_the_writing_api_schedules(
    embargoed: NewsPage, client: Client, until: dt.datetime
) -> None:
    token, secret = APIToken.create_token(
        user=UserFactory(is_superuser=True), name="采集程序"
    )
    TokenLimits.objects.create(token=token, may_write=True)

    response = client.post(
        f"/api/v3/pages/{embargoed.pk}/actions/publish/?reason=按时公布",
        headers={"Authorization": f"Bearer {secret}"},
        content_type="application/json",
    )

    assert response.status_code == 200, response.content.decode()
    assert scheduled_for(embargoed) == until
    assert not is_out(embargoed)


def test_an_import_schedules(
    category: CategoryIndexPage, until: dt.datetime, tmp_path: Path
) -> None:
    write_post(
        tmp_path, post_text(title="公报").replace("---\n", "---\ndraft: true\n", 1)
    )
    import_posts(find_post_files([tmp_path]), ImportReport())
    story = NewsPage.objects.get(title="公报")
    NewsPage.objects.filter(pk=story.pk).update(embargo_until=until)
    write_post(tmp_path, post_text(title="公报全文"))

    import_posts(find_post_files([tmp_path]), ImportReport())

    assert scheduled_for(story) == until
    assert not is_out(story)


def test_the_database_lets_no_embargoed_page_be_live(embargoed: NewsPage) -> None:
    with pytest.raises(IntegrityError, match="embargo"), transaction.atomic():
        Page.objects.filter(pk=embargoed.pk).update(live=True)

    refresh_documents([embargoed.pk])
    assert not is_out(embargoed)


def test_the_database_lets_no_live_page_be_embargoed(
    category: CategoryIndexPage, until: dt.datetime
) -> None:
    story = published_story(parent=category)

    with pytest.raises(IntegrityError, match="live"), transaction.atomic():
        NewsPage.objects.filter(pk=story.pk).update(embargo_until=until)


def test_a_published_story_takes_no_embargo(
    category: CategoryIndexPage, chief: User, until: dt.datetime
) -> None:
    story = published_story(parent=category)

    with pytest.raises(EmbargoError, match="撤稿"):
        set_embargo(story.pk, until, user=chief)


def test_a_withdrawn_story_takes_one(
    category: CategoryIndexPage, chief: User, until: dt.datetime
) -> None:
    story = published_story(parent=category)
    story.unpublish()

    assert set_embargo(story.pk, until, user=chief).is_embargoed


def test_the_past_is_no_embargo(story: NewsPage, chief: User) -> None:
    with pytest.raises(EmbargoError, match="晚于现在"):
        set_embargo(story.pk, hours(-1), user=chief)


@pytest.mark.parametrize("change", [None, 1, 9])
def test_an_editor_neither_moves_nor_lifts(
    embargoed: NewsPage, editor: User, change: int | None
) -> None:
    until = None if change is None else hours(change)

    with pytest.raises(PermissionDenied):
        set_embargo(embargoed.pk, until, user=editor)


def test_a_stranger_sets_none(story: NewsPage, until: dt.datetime) -> None:
    with pytest.raises(PermissionDenied):
        set_embargo(story.pk, until, user=UserFactory(groups=["记者"]))


@pytest.mark.parametrize("group", ["主编", "终审"])
def test_those_who_decide_have_the_right(group: str) -> None:
    assert UserFactory(groups=[group]).has_perm("news.move_embargo")


def test_a_moved_embargo_moves_what_is_scheduled(
    embargoed: NewsPage, chief: User
) -> None:
    embargoed.get_latest_revision().publish()
    sooner = hours(2)

    set_embargo(embargoed.pk, sooner, user=chief, reason="提前公布")

    assert scheduled_for(embargoed) == sooner
    assert NewsPage.objects.get(pk=embargoed.pk).go_live_at == sooner


def test_a_lifted_embargo_lets_out_what_is_approved(
    embargoed: NewsPage, chief: User
) -> None:
    embargoed.get_latest_revision().publish()

    set_embargo(embargoed.pk, None, user=chief, reason="已公布")

    assert publish_due() == 1
    assert is_out(embargoed)
    assert NewsPage.objects.get(pk=embargoed.pk).go_live_at is None


def test_a_lifted_embargo_lets_out_no_draft(embargoed: NewsPage, chief: User) -> None:
    set_embargo(embargoed.pk, None, user=chief, reason="已公布")

    assert publish_due() == 0
    assert not is_out(embargoed)


def test_what_happened_is_logged(
    embargoed: NewsPage, chief: User, until: dt.datetime
) -> None:
    set_embargo(embargoed.pk, hours(9), user=chief, reason="推迟公布")
    set_embargo(embargoed.pk, None, user=chief, reason="不再需要")

    entries = PageLogEntry.objects.filter(
        page=embargoed.pk, action__startswith="news.embargo"
    ).order_by("pk")
    actions = [entry.action.rpartition(".")[2] for entry in entries]
    assert actions == ["set", "move", "lift"]
    assert f"{timezone.localtime(until):%H:%M}" in str(entries[0].message)
    assert "推迟公布" in str(entries[1].message)
    assert str(entries[2].message).startswith("解除了禁发")


def test_a_copy_is_under_embargo_too(embargoed: NewsPage) -> None:
    copy = embargoed.copy(update_attrs={"slug": "copy"}, keep_live=True)

    assert NewsPage.objects.get(pk=copy.pk).is_embargoed


def test_a_token_for_front_ends_opens_nothing(
    story: NewsPage, editor: User, until: dt.datetime
) -> None:
    token = keep_draft(story, editor)
    set_embargo(story.pk, until, user=editor)

    with pytest.raises(PreviewError, match="embargo"):
        read_draft(token, "news.newspage")


def test_the_admins_preview_stays_in_the_house(
    embargoed: NewsPage, admin_client: Client, settings: Any
) -> None:
    front_end = {"default": "https://front.example.cn/preview"}
    settings.WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": front_end}

    response = admin_client.get(
        reverse("wagtailadmin_pages:view_draft", args=[embargoed.pk])
    )

    assert response.status_code == 200
    assert "统计公报" in response.content.decode()


def test_the_path_of_an_embargoed_story_answers_404(
    embargoed: NewsPage, client: Client
) -> None:
    embargoed.get_latest_revision().publish()

    assert client.get(embargoed.site_path).status_code == 404


def test_an_editors_form_sets_an_embargo(
    story: NewsPage, client: Client, editor: User, until: dt.datetime
) -> None:
    client.force_login(editor)
    local = timezone.localtime(until)

    response = client.post(
        reverse("news_embargo", args=[story.pk]),
        {"until": f"{local:%Y-%m-%d %H:%M}", "reason": ""},
    )

    assert response.status_code == 302
    story.refresh_from_db()
    assert story.embargo_until == until.replace(second=0)


def test_a_change_asks_for_its_reason(
    embargoed: NewsPage, client: Client, chief: User
) -> None:
    client.force_login(chief)

    response = client.post(
        reverse("news_embargo", args=[embargoed.pk]), {"lift": "1", "reason": ""}
    )

    assert response.status_code == 200
    embargoed.refresh_from_db()
    assert embargoed.is_embargoed


def test_an_editor_sees_an_embargo_without_buttons(
    embargoed: NewsPage, client: Client, editor: User
) -> None:
    client.force_login(editor)

    page = client.get(reverse("news_embargo", args=[embargoed.pk])).content.decode()

    assert "要由主编或终审来做" in page
    assert 'name="lift"' not in page


def test_the_editor_tells_of_the_embargo(
    embargoed: NewsPage, admin_client: Client
) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[embargoed.pk])

    page = admin_client.get(url).content.decode()

    assert "在此之前外面看不到" in page
    assert reverse("news_embargo", args=[embargoed.pk]) in page
