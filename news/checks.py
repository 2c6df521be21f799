"""What the project finds wrong with its settings when it starts."""

from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage, storages

# What a web server hands to everybody.
_PUBLIC = {"default": "MEDIA_ROOT", "staticfiles": "STATIC_ROOT"}


def check_private_root(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a folder of private files that readers could fetch from."""
    private = _folder(storages["private"])
    errors: list[CheckMessage] = []
    for name, setting in _PUBLIC.items():
        public = _folder(storages[name])
        if private and public and private.is_relative_to(public):
            errors.append(
                Error(
                    f"The private storage '{private}' lies in {setting} '{public}', "
                    "which readers see.",
                    hint="Set PRIVATE_ROOT to a folder outside of it.",
                    id="news.E001",
                )
            )
    return errors


def _folder(storage: Storage) -> Path | None:
    """Return where a storage keeps its files, None when that is no folder."""
    if isinstance(storage, FileSystemStorage) and storage.base_location:
        return Path(storage.location).resolve()
    return None
