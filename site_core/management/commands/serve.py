"""Start the production server."""

import os
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from site_core.default_site import name_default_site
from site_core.metrics import share_counts
from site_core.processes import is_port_free, web_server_command

HTTPS_PORT = 443
BELIEVED = (
    "TRUST_PROXY_HEADERS is 1: what X-Forwarded-Proto and X-Forwarded-Host say is "
    "believed, so your proxy must set both itself."
)
NOT_BELIEVED = (
    "TRUST_PROXY_HEADERS is 0: every request counts as http and is sent to https, "
    "behind a TLS proxy without end; set it to 1 there."
)


class Command(BaseCommand):
    """Checks what would fail later, fills in what is missing, becomes the web server."""

    help = "Start the web server with the settings of production."

    # Run in handle, with those for deployment.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what a process manager sets."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--workers",
            type=int,
            default=os.environ.get("WORKERS", os.cpu_count()),
            help="Processes; as many as the machine has cores by default.",
        )

    def handle(
        self, *args: Any, host: str, port: int, workers: int, **options: Any
    ) -> None:
        """Check, name the site, collect files, and hand the process over."""
        if settings.DEBUG:
            raise CommandError(
                "serve is for production: add --settings site_core.settings.production."
            )
        if not is_port_free(host, port):
            raise CommandError(
                f"port {port} of {host} is taken: choose another --port."
            )
        _check_database()
        self.check(include_deployment_checks=True)
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        name_default_site(str(address.hostname), address.port or HTTPS_PORT)
        self.stdout.write("Collecting static files, about half a minute.")
        self.stdout.flush()
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(BELIEVED if settings.USE_X_FORWARDED_HOST else NOT_BELIEVED)
        self.stdout.write(f"Serving on {host}:{port} with {workers} processes.")
        self.stdout.flush()
        connection.close()
        share_counts(port)
        command = web_server_command(host, port, workers=workers)
        os.execv(command[0], command)  # noqa: S606


def _check_database() -> None:
    """Stop with one sentence when the database cannot be used as it is."""
    try:
        # Not through the pool, which would try in vain for long, and not say why.
        psycopg.connect(**connection.get_connection_params()).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"the database does not answer: {reason}") from error
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(
            f"{len(plan)} migrations are not applied: back the database up, then run "
            "manage.py migrate --settings site_core.settings.production."
        )
