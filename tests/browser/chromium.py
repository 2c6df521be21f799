"""Where this machine keeps a Chromium; run as a module, it prints the path.

As a module it also tries to download Playwright's own when there is none at all, and
prints an empty line when that fails too.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_SECONDS = 180
VERSION_SECONDS = 30


@cache
def find_chromium() -> Path | None:
    """Return a Chromium that runs: CHROMIUM, one on PATH, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, NAMES), _playwrights_own()]
    return next(
        (Path(found) for found in candidates if found and _runs(found)),
        None,
    )


def _playwrights_own() -> str | None:
    """Return where Playwright keeps its Chromium, whether or not it is there."""
    # Asked in a process of its own: Playwright may run in this one already.
    script = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    return result.stdout.strip() or None


def _runs(path: str) -> bool:
    """Return whether it starts: a download may lack libraries of the system."""
    try:
        subprocess.run(  # noqa: S603
            [path, "--version"],
            capture_output=True,
            check=True,
            timeout=VERSION_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _download() -> None:
    """Try Playwright's own download; no network is no error."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(  # noqa: S603
            command, capture_output=True, check=False, timeout=DOWNLOAD_SECONDS
        )
    except subprocess.TimeoutExpired:
        sys.stderr.write("The download of a Chromium took too long.\n")


if __name__ == "__main__":
    found = find_chromium()
    if found is None and "CHROMIUM" not in os.environ:
        _download()
        find_chromium.cache_clear()
        found = find_chromium()
    sys.stdout.write(f"{found or ''}\n")
