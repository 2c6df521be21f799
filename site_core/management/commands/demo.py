"""Start the whole platform with sample stories."""

import os
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from search.health import index_state
from search.index import catch_up, rebuild
from site_core import demo
from site_core.default_site import name_default_site
from site_core.processes import (
    Children,
    StoppedError,
    children,
    is_port_free,
    stop_on_signals,
    web_server_command,
)

HOST = "127.0.0.1"
# Error pages as readers see them, not as developers do.
READER_SETTINGS = "site_core.settings.demo"
WEB_WORKERS = 2
START_SECONDS = 60
LOOK_SECONDS = 0.3


class Command(BaseCommand):
    """Keeps what editors changed: only what is missing is filled in."""

    help = "Start the platform with sample stories, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port, and the usual promise to ask nothing."""
        parser.add_argument(
            "--port",
            type=int,
            default=os.environ.get("PORT", "8000"),
            help="Port of the site; PORT in the environment says the same.",
        )
        parser.add_argument(
            "--no-input",
            "--noinput",
            action="store_true",
            help="Ask nothing. The demo never asks; scripts may say so.",
        )

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Fill the newsroom, then run web server and worker until asked to stop."""
        if not settings.DEBUG:
            raise CommandError("the demo is for development settings only.")
        if not is_port_free(HOST, port):
            raise CommandError(
                f"port {port} is taken: stop what runs there, or choose another, "
                f"as in make demo PORT={port + 1}."
            )
        stop_on_signals()
        try:
            self._run(port)
        except StoppedError:
            self._say("Stopped. 已停止。")

    def _run(self, port: int) -> None:
        self._fill(port)
        connections.close_all()
        with children() as group:
            group.start(
                "web server",
                web_server_command(HOST, port, workers=WEB_WORKERS),
                PORT=str(port),
                DJANGO_SETTINGS_MODULE=READER_SETTINGS,
            )
            group.start("worker", [sys.executable, "manage.py", "run_worker"])
            self._wait_until_ready(group, port)
            self._say_addresses(port)
            self._say_account()
            connections.close_all()
            while True:
                _check_all_alive(group)
                time.sleep(LOOK_SECONDS)

    def _fill(self, port: int) -> None:
        self._say("Database: bringing the tables up to date.")
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        name_default_site("localhost", port)
        self._say("Stories: importing the samples.")
        call_command("import_posts", demo.POSTS, stdout=self.stdout)
        if not demo.has_editor():
            self._say("Pictures: adding the samples.")
            demo.add_sample_pictures()
        self._say("Review: setting up 三审三校.")
        demo.set_up_review()
        self._say("Search: bringing the index up to date.")
        if index_state()["available"]:
            catch_up()
        else:
            rebuild()

    def _wait_until_ready(self, group: Children, port: int) -> None:
        self._say("Web server and worker: starting.")
        deadline = time.monotonic() + START_SECONDS
        while not demo.is_ready(HOST, port):
            _check_all_alive(group)
            if time.monotonic() > deadline:
                raise CommandError(
                    f"the web server was not ready after {START_SECONDS} seconds."
                )
            time.sleep(LOOK_SECONDS)

    def _say_addresses(self, port: int) -> None:
        site = f"http://localhost:{port}"
        self._say(
            "",
            f"  Reader site 读者网站  {site}/",
            f"  Admin       编辑后台  {site}/admin/",
            f"  API         页面接口  {site}/api/v2/pages/",
            f"  Search      全文搜索  {site}/search/",
        )

    def _say_account(self) -> None:
        """Make the accounts at the first run, when nothing can fail any more."""
        passwords = demo.make_accounts()
        states = {
            name: f"password 密码 {passwords[name]}"
            if name in passwords
            else "the password was shown at the first run 密码见首次运行"
            for name in demo.ACCOUNTS
        }
        self._say(
            "",
            f"  Account 编辑账号: {demo.EDITOR}, {states[demo.EDITOR]}",
            *[
                f"  {group:　<4}{name}, {states[name]}"
                for name, group in demo.ACCOUNTS.items()
                if name != demo.EDITOR
            ],
            "  Passwords are shown only once 密码只显示一次; a new one 重设:",
            "    .venv/bin/python manage.py changepassword NAME",
            "",
            "Ctrl-C stops everything. 按 Ctrl-C 停止。",
        )

    def _say(self, *lines: str) -> None:
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _check_all_alive(group: Children) -> None:
    if dead := group.first_dead():
        name, code = dead
        raise CommandError(f"the {name} ended by itself (code {code}); the demo ends.")
