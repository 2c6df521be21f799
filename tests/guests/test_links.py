"""What a link opens, for whom, and for how long."""

import datetime as dt
import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.test.utils import freeze_time
from django.utils import timezone

from news.guests.links import find_link, revoke_link
from news.guests.views import OPENINGS
from news.models import GuestLink, NewsPage, User
from news.planning.embargo import set_embargo
from news.trash.pages import throw_away
from tests.factories import UserFactory
from tests.guests.conftest import Invite

pytestmark = pytest.mark.django_db


def token_of(path: str) -> str:
    """Return the last step of a path."""
    return path.strip("/").rpartition("/")[2]


def test_a_guest_sees_the_draft_with_their_name(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    response = client.get(invite(draft).path)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<h1>湖区水质三年变化</h1>" in page
    assert page.count("<span>周教授 20") > 20
    assert "隆畅社区的居民说" in page


def test_a_link_shows_the_latest_draft_or_one_version(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    latest = invite(draft)
    fixed = invite(draft, revision=draft.get_latest_revision())
    draft.title = "改过的标题"
    draft.save_revision()

    assert "改过的标题" in client.get(latest.path).content.decode()
    assert "改过的标题" not in client.get(fixed.path).content.decode()


def test_nobody_may_keep_find_frame_or_trace_the_page(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    headers = client.get(invite(draft).path).headers

    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert "noindex" in headers["X-Robots-Tag"]
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_page_names_no_address_of_the_story(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    page = client.get(invite(draft).path).content.decode()

    assert "canonical" not in page
    assert "application/ld+json" not in page


def test_only_a_digest_of_the_secret_is_kept(draft: NewsPage, invite: Invite) -> None:
    invitation = invite(draft)

    secret = token_of(invitation.path).partition("-")[2]

    kept = GuestLink.objects.filter(pk=invitation.link.pk).values().get()
    assert len(secret) == 43
    assert secret not in str(kept)


@pytest.mark.parametrize("change", ["last", "key", "cut", "odd"])
def test_a_token_that_is_not_quite_right_opens_nothing(
    draft: NewsPage, invite: Invite, client: Client, change: str
) -> None:
    token = token_of(invite(draft).path)
    wrong = {
        "last": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "key": ("a" if token[0] != "a" else "b") + token[1:],
        "cut": token[:-1],
        "odd": "%00湖",
    }[change]

    response = client.get(f"/guests/{wrong}/")

    assert find_link(wrong) is None
    assert response.status_code == 404
    assert "没有这个链接" in response.content.decode()


def test_a_revoked_link_says_so(
    draft: NewsPage, invite: Invite, client: Client, editor: User
) -> None:
    invitation = invite(draft)
    revoke_link(invitation.link, editor)

    response = client.get(invitation.path)

    assert response.status_code == 410
    assert "已被编辑撤销" in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"


def test_an_expired_link_says_so(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    now = timezone.now()
    invitation = invite(
        draft,
        created_at=now - dt.timedelta(hours=3),
        expires_at=now - dt.timedelta(hours=1),
    )

    response = client.get(invitation.path)

    assert response.status_code == 410
    assert "已经过期" in response.content.decode()


def test_an_embargo_closes_the_link(
    draft: NewsPage, invite: Invite, client: Client, editor: User
) -> None:
    invitation = invite(draft)
    until = timezone.now() + dt.timedelta(hours=1)
    set_embargo(draft.pk, until, user=editor)

    response = client.get(invitation.path)

    assert response.status_code == 403
    page = response.content.decode()
    assert "禁发期内" in page
    assert "湖区" not in page


def test_a_story_in_the_bin_is_not_shown(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    path = invite(draft).path
    throw_away(draft, UserFactory(is_superuser=True))

    response = client.get(path)

    assert response.status_code == 410
    assert "已被删除" in response.content.decode()


def test_a_story_that_is_gone_takes_its_links_along(
    draft: NewsPage, invite: Invite, client: Client
) -> None:
    path = invite(draft).path
    draft.delete()

    assert client.get(path).status_code == 404


def test_openings_are_counted(draft: NewsPage, invite: Invite, client: Client) -> None:
    invitation = invite(draft)

    client.get(invitation.path)
    client.get(invitation.path)

    link = GuestLink.objects.get(pk=invitation.link.pk)
    assert link.uses == 2
    assert link.last_used_at is not None


def test_too_many_openings_in_a_minute_are_refused(
    draft: NewsPage, invite: Invite, client: Client, settings: Any
) -> None:
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": memory, "LOCATION": "guests"},
    }
    invitation = invite(draft)

    with freeze_time(time.time()):
        answers = [client.get(invitation.path) for _ in range(OPENINGS + 1)]

    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "60"


def test_a_link_must_end_after_it_begins(draft: NewsPage) -> None:
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        GuestLink.objects.create(
            page=draft, name="x", key="x", created_at=now, expires_at=now
        )


def test_the_page_costs_a_fixed_number_of_queries(
    draft: NewsPage,
    invite: Invite,
    client: Client,
    django_assert_max_num_queries: Any,
) -> None:
    invitation = invite(draft)
    for _ in range(5):
        invite(draft)

    with django_assert_max_num_queries(30):
        client.get(invitation.path)
