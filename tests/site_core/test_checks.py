"""Settings that the start refuses."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Tags, run_checks


def found(settings: Any, private: Path) -> list[str]:
    """Return what the checks say of a folder of private files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": private},
        },
    }
    return [error.msg for error in run_checks(tags=[Tags.security])]


@pytest.mark.parametrize("below", ["", "private", "a/../b"])
def test_private_files_below_what_readers_see_are_refused(
    settings: Any, below: str
) -> None:
    private = Path(settings.MEDIA_ROOT) / below

    (message,) = found(settings, private)

    assert "lies in MEDIA_ROOT" in message


def test_a_link_into_what_readers_see_is_refused(settings: Any, tmp_path: Path) -> None:
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    private = tmp_path / "private"
    private.symlink_to(settings.MEDIA_ROOT)

    (message,) = found(settings, private)

    assert "which readers see" in message


def test_private_files_beside_it_are_fine(settings: Any, tmp_path: Path) -> None:
    assert found(settings, tmp_path) == []
