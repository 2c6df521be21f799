"""What the demo fills an empty newsroom with."""

import http.client
import json
import secrets
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from wagtail.models import Workflow

from news.editorial.pictures import complete_picture
from news.models import HomePage, NewsImage, NewsPage
from news.review.setup import NAME, set_up

SAMPLES = Path(settings.BASE_DIR) / "site_core" / "samples"
POSTS = SAMPLES / "posts"
PICTURES = SAMPLES / "images" / "images.json"
EDITOR = "editor"
# One account for each part that somebody plays in the newsroom, and its group.
ACCOUNTS = {
    EDITOR: "主编",
    "reporter": "记者",
    "first": "初审",
    "second": "复审",
    "final": "终审",
    "proofreader": "校对",
}
PASSWORD_BYTES = 12
READY_SECONDS = 1.0


class SamplePicture(TypedDict):
    """One entry of images.json; `story` is the original code of its story."""

    file: str
    title: str
    alt: str
    credit: str
    story: str


def has_editor() -> bool:
    """Return whether the demo has run before."""
    return get_user_model().objects.filter(username=EDITOR).exists()


@transaction.atomic
def make_accounts() -> dict[str, str]:
    """Make the accounts that are missing; return their passwords, kept nowhere."""
    accounts = get_user_model().objects
    known = set(accounts.values_list("username", flat=True))
    passwords = {}
    for username in ACCOUNTS.keys() - known:
        passwords[username] = secrets.token_urlsafe(PASSWORD_BYTES)
        account = accounts.create_user(username, password=passwords[username])
        account.groups.add(Group.objects.get(name=ACCOUNTS[username]))
    return passwords


def set_up_review() -> None:
    """Let all stories go through 三审三校, unless editors have seen to that."""
    if not Workflow.objects.filter(name=NAME).exists():
        set_up(HomePage.objects.all())


def add_sample_pictures() -> int:
    """Put the sample pictures into the library and above their stories; return how many."""
    samples: list[SamplePicture] = json.loads(PICTURES.read_text())
    return sum(_add_picture(sample) for sample in samples)


@transaction.atomic
def _add_picture(sample: SamplePicture) -> bool:
    """Add one, unless it is there already or its story has a picture or is gone."""
    story = NewsPage.objects.filter(original_code=sample["story"]).first()
    if story is None or story.lead_image is not None:
        return False
    story.lead_image = _library_picture(sample)
    story.save_revision().publish()
    return True


def _library_picture(sample: SamplePicture) -> NewsImage:
    with (PICTURES.parent / sample["file"]).open("rb") as file:
        picture = NewsImage.objects.create(
            title=sample["title"],
            alt_text=sample["alt"],
            credit=sample["credit"],
            file=File(file, name=sample["file"]),
        )
    # There from the first look on; the worker makes those of all other pictures.
    complete_picture(picture)
    return picture


def is_ready(host: str, port: int) -> bool:
    """Return whether the web server there answers that it can serve readers."""
    probe = http.client.HTTPConnection(host, port, timeout=READY_SECONDS)
    try:
        probe.request("GET", "/readyz")
        return probe.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()
