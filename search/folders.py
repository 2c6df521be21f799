"""The folders of the index: one a generation, and a pointer to the one in use.

Replacing the pointer file is the switch from one generation to the next.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tantivy import Index

from search.schema import FORMAT, register_tokens

PREFIX = f"format{FORMAT}-"
_POINTER = "current"

Result = TypeVar("Result")


class SearchUnavailableError(Exception):
    """There is no index to search: not built yet, damaged, or of an older format."""


def with_current(root: Path, use: Callable[[Path], Result]) -> Result:
    """Use the generation in use, and again if a rebuild has switched meanwhile."""
    while True:
        folder = current_folder(root)
        try:
            return use(folder)
        except (OSError, ValueError):
            if is_current(root, folder):
                raise


def current_folder(root: Path) -> Path:
    """Return the folder in use; FileNotFoundError when none is of this format."""
    name = (root / _POINTER).read_text().strip()
    if not name.startswith(PREFIX):
        raise FileNotFoundError(f"the index '{name}' is of another format")
    return root / name


def open_index(folder: Path) -> Index:
    """Return the index in a folder, at its last commit."""
    index = Index.open(str(folder))
    register_tokens(index)
    # Tantivy would watch the folder from a thread; looking at each search is enough.
    index.config_reader("manual")
    index.reload()
    return index


def point_to(root: Path, folder: Path) -> None:
    """Put a generation to use."""
    pointer = root / f"{_POINTER}.new"
    pointer.write_text(f"{folder.name}\n")
    pointer.replace(root / _POINTER)


def is_current(root: Path, folder: Path) -> bool:
    """Return whether a generation is the one in use."""
    try:
        return current_folder(root) == folder
    except OSError:
        return False
