#!/usr/bin/env python
"""Run the project's commands; `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Run one command, and say in one sentence why it cannot run at all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.dev")
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("manage.py: Python 3.11 or newer is needed: run make install.")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit(
            "manage.py: Django is not installed for this Python: run make install, "
            "then .venv/bin/python manage.py."
        )
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
