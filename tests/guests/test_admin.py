"""外部预览 in the admin: making links, showing them once, revoking them."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from news.models import GuestLink, NewsPage, User
from news.planning.embargo import set_embargo
from tests.factories import UserFactory
from tests.guests.conftest import Invite

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'value="(http://testserver/guests/[^"]+)"')


@pytest.fixture
def signed_in(client: Client, editor: User) -> Client:
    """The editor in the admin."""
    client.force_login(editor)
    return client


def create(client: Client, story: NewsPage, **fields: str) -> str:
    """Send the form of a new link; return the page."""
    values = {
        "name": "周教授",
        "purpose": "expert",
        "hours": "48",
        "version": "latest",
        "may_decide": "on",
        **fields,
    }
    response = client.post(reverse("news_guests", args=[story.pk]), values)
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_a_new_link_is_shown_once_and_opens_the_draft(
    signed_in: Client, draft: NewsPage
) -> None:
    page = create(signed_in, draft)

    (address,) = ADDRESS.findall(page)
    assert Client().get(address).status_code == 200
    again = signed_in.get(reverse("news_guests", args=[draft.pk])).content.decode()
    assert ADDRESS.search(again) is None
    assert "周教授" in again


@pytest.mark.parametrize("hours", [2, 48, 720])
def test_a_link_lasts_as_long_as_was_chosen(
    signed_in: Client, draft: NewsPage, hours: int
) -> None:
    create(signed_in, draft, hours=str(hours))

    link = GuestLink.objects.get()
    assert link.expires_at - link.created_at == dt.timedelta(hours=hours)


def test_a_link_can_show_one_version(signed_in: Client, draft: NewsPage) -> None:
    create(signed_in, draft, version="fixed")

    assert GuestLink.objects.get().revision_id == draft.latest_revision_id


def test_a_link_needs_a_name(signed_in: Client, draft: NewsPage) -> None:
    create(signed_in, draft, name="")

    assert not GuestLink.objects.exists()


def test_an_embargoed_story_gets_no_link(
    signed_in: Client, draft: NewsPage, editor: User
) -> None:
    until = timezone.now() + dt.timedelta(hours=1)
    set_embargo(draft.pk, until, user=editor)

    page = create(signed_in, draft)

    assert "在此之前不能在外部预览" in page
    assert not GuestLink.objects.exists()


def test_revoking_is_logged_once(
    signed_in: Client, draft: NewsPage, invite: Invite
) -> None:
    link = invite(draft).link
    url = reverse("news_guest_revoke", args=[link.pk])

    signed_in.post(url)
    signed_in.post(url)

    assert GuestLink.objects.get().revoked_at is not None
    entries = PageLogEntry.objects.filter(page=draft.pk, action="news.guest.revoke")
    assert [entry.message for entry in entries] == ["撤销了给 周教授 的外部预览链接"]


@pytest.mark.parametrize("name", ["news_guests", "news_guest_revoke"])
def test_who_may_not_edit_the_story_may_not_send_it_out(
    client: Client, draft: NewsPage, invite: Invite, name: str
) -> None:
    link = invite(draft).link
    client.force_login(UserFactory(groups=["记者"]))
    number = link.pk if name == "news_guest_revoke" else draft.pk

    response = client.post(reverse(name, args=[number]), {"name": "x"})

    assert response.status_code in (302, 403)
    assert GuestLink.objects.get().revoked_at is None


def test_the_editor_leads_to_the_links_and_shows_opinions(
    signed_in: Client, draft: NewsPage, invite: Invite
) -> None:
    invitation = invite(draft)
    Client().post(
        f"{invitation.path}return/",
        {"version": invitation.version, "reason": "请核对姓名"},
    )

    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    page = signed_in.get(url).content.decode()

    assert reverse("news_guests", args=[draft.pk]) in page
    assert "外审意见：周教授" in page
    assert "请核对姓名" in page
