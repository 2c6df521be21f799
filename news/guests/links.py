"""Making a guest's link, and opening one."""

import hashlib
import re
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from wagtail.log_actions import log
from wagtail.models import Revision

from news.models import GuestLink, NewsPage, User
from news.models.guests import KEY_LENGTH

# 62 ** 43 is more than 2 ** 256.
SECRET_LENGTH = 43
_TOKEN = re.compile(rf"([0-9A-Za-z]{{{KEY_LENGTH}}})-([0-9A-Za-z]{{{SECRET_LENGTH}}})")
_NO_DIGEST = "0" * 64


class Draft(NamedTuple):
    """What a link shows: a story as one of its revisions has it."""

    story: NewsPage
    revision: Revision

    @property
    def version(self) -> str:
        """Return a name for the very words; autosave writes one revision again."""
        return f"{self.revision.pk}.{self.revision.created_at:%Y%m%d%H%M%S%f}"


@transaction.atomic
def make_link(link: GuestLink, user: User) -> str:
    """Save a new link and return its path, which nobody can find out later."""
    key, secret = get_random_string(KEY_LENGTH), get_random_string(SECRET_LENGTH)
    link.key, link.digest = key, _digest(secret)
    link.created_by = user
    link.save()
    data = {"name": link.name, "until": link.expires_at.isoformat()}
    log(link.page, "news.guest.invite", user=user, data=data)
    return reverse("guest_story", args=[f"{key}-{secret}"])


@transaction.atomic
def revoke_link(link: GuestLink, user: User) -> None:
    """Let a link open nothing from now on; doing it again changes nothing."""
    open_links = GuestLink.objects.filter(pk=link.pk, revoked_at=None)
    if open_links.update(revoked_at=timezone.now()):
        log(link.page, "news.guest.revoke", user=user, data={"name": link.name})


def find_link(token: str) -> GuestLink | None:
    """Return the link of a token, whether it still opens something or not.

    How long that takes tells nothing of the secret, nor whether there is such a key.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    key, secret = match.groups()
    link = GuestLink.objects.select_related("page").filter(key=key).first()
    is_right = constant_time_compare(
        _digest(secret), link.digest if link else _NO_DIGEST
    )
    return link if is_right else None


def draft_of(link: GuestLink) -> Draft | None:
    """Return what a link shows; None where the story is no longer on a site."""
    story = link.page
    revision = link.revision or story.get_latest_revision()
    if revision is None or story.get_site() is None:
        return None
    return Draft(revision.as_object(), revision)


def _digest(secret: str) -> str:
    # The secret is random and long: a slow hash would add nothing.
    return hashlib.sha256(secret.encode()).hexdigest()
