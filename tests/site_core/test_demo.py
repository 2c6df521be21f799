"""What the demo fills in, and what it leaves as editors made it."""

import io
import json
import socket

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings
from wagtail.models import Site, Workflow, WorkflowPage

from news.models import CategoryIndexPage, NewsImage, NewsPage
from site_core import demo
from site_core.default_site import name_default_site
from site_core.management.commands.demo import Command
from tests.factories import NewsPageFactory

PICTURE = json.loads(demo.PICTURES.read_text())[0]


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """The story of the first sample picture."""
    return NewsPageFactory(
        parent=category, original_code=PICTURE["story"], lead_image=None
    )


def test_taken_port_ends_in_one_sentence(settings: Settings) -> None:
    settings.DEBUG = True
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(CommandError, match=f"port {port} is taken: stop what"):
            call_command("demo", port=port)


def test_demo_keeps_away_from_production(settings: Settings) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="development settings only"):
        call_command("demo", port=0)


@pytest.mark.django_db
def test_editor_can_log_in_with_the_password_shown() -> None:
    password = demo.make_accounts()["editor"]

    editor = authenticate(username="editor", password=password)

    assert editor is not None
    assert editor.has_perm("wagtailadmin.access_admin")


@pytest.mark.django_db
def test_editor_is_in_the_group_that_publishes() -> None:
    assert not demo.has_editor()

    demo.make_accounts()

    assert demo.has_editor()
    assert demo.get_user_model().objects.filter(groups__name="主编").count() == 1


@pytest.mark.django_db
def test_every_part_of_review_has_an_account_made_once() -> None:
    first = demo.make_accounts()

    again = demo.make_accounts()

    assert first.keys() == demo.ACCOUNTS.keys()
    assert again == {}


@pytest.mark.django_db
def test_passwords_are_shown_at_the_first_run_only() -> None:
    command = Command(stdout=io.StringIO())

    command._say_account()
    first = command.stdout.getvalue()
    command._say_account()
    both = command.stdout.getvalue()

    assert first.count("password 密码 ") == len(demo.ACCOUNTS)
    assert "初审　　first, password 密码 " in first
    assert both.count("password 密码 ") == len(demo.ACCOUNTS)


@pytest.mark.django_db
def test_reviews_that_editors_switched_off_stay_off() -> None:
    demo.set_up_review()
    WorkflowPage.objects.all().delete()

    demo.set_up_review()

    assert Workflow.objects.filter(name="三审三校").count() == 1
    assert not WorkflowPage.objects.exists()


@pytest.mark.django_db
def test_page_addresses_name_the_port_of_the_demo() -> None:
    name_default_site("localhost", 8123)

    assert Site.objects.get(is_default_site=True).root_url == "http://localhost:8123"


@pytest.mark.django_db
def test_a_site_with_a_name_of_its_own_keeps_its_port() -> None:
    Site.objects.update(hostname="news.example")

    name_default_site("localhost", 8123)

    assert Site.objects.get(is_default_site=True).port == 80


def test_sample_picture_is_published_above_its_story(story: NewsPage) -> None:
    assert demo.add_sample_pictures() == 1

    story.refresh_from_db()
    assert story.lead_image.alt_text == PICTURE["alt"]
    assert story.live
    assert not story.has_unpublished_changes


def test_picture_chosen_by_an_editor_stays(story: NewsPage) -> None:
    demo.add_sample_pictures()

    assert demo.add_sample_pictures() == 0
    assert NewsImage.objects.count() == 1


def test_every_sample_picture_belongs_to_a_sample_post() -> None:
    posts = "\n".join(post.name for post in demo.POSTS.iterdir())

    missing = [
        picture["story"]
        for picture in json.loads(demo.PICTURES.read_text())
        if picture["story"] not in posts
    ]

    assert missing == []
