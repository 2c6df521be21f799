"""What the production server does before it serves."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings
from wagtail.models import Site

from site_core.management.commands import serve

Serve = Callable[[], str]


@pytest.fixture
def run_serve(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Run the command up to where it becomes the web server; get what it says."""
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.cn"
    monkeypatch.setattr(serve, "call_command", lambda *_, **__: None)
    monkeypatch.setattr(serve.connection, "close", lambda: None)
    monkeypatch.setattr(serve.os, "execv", lambda *_: None)

    def run() -> str:
        output = StringIO()
        call_command("serve", port=0, stdout=output, stderr=StringIO())
        return output.getvalue()

    return run


def test_default_site_gets_the_address_of_the_site(run_serve: Serve) -> None:
    run_serve()

    assert Site.objects.get().root_url == "https://www.example.cn"


def test_address_that_somebody_has_set_stays(run_serve: Serve) -> None:
    Site.objects.update(hostname="paper.example", port=8443)

    run_serve()

    assert Site.objects.get().root_url == "http://paper.example:8443"


def test_address_of_another_site_stays_there(run_serve: Serve) -> None:
    default = Site.objects.get()
    Site.objects.create(
        hostname="www.example.cn", port=443, root_page=default.root_page
    )

    run_serve()

    default.refresh_from_db()
    assert default.hostname == "localhost"


@pytest.mark.parametrize(
    ("is_trusted", "said"),
    [(True, "your proxy must set both itself"), (False, "set it to 1 there")],
)
def test_serve_says_whether_the_proxy_is_believed(
    run_serve: Serve, settings: Settings, is_trusted: bool, said: str
) -> None:
    settings.USE_X_FORWARDED_HOST = is_trusted

    assert said in run_serve()
