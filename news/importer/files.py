"""Post files and the files that lie beside them."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

POST_SUFFIXES = frozenset({".md", ".markdown", ".html"})
# A post of 5 MB is read; what is larger is no post.
LARGEST_FILE = 16 * 1024 * 1024


class PathError(Exception):
    """A path that was named does not exist, holds no posts, or is not to be trusted."""


class UnreadableFileError(Exception):
    """A post file cannot be read, or is too large to be one."""


@dataclass(frozen=True)
class PostFile:
    """A file, and the name it has in the report (its path below the folder)."""

    name: str
    path: Path

    @property
    def is_html(self) -> bool:
        """Return whether the body is HTML and not Markdown."""
        return self.name.lower().endswith(".html")

    def read_bytes(self) -> bytes:
        """Return what the file holds.

        Raises UnreadableFileError when it cannot be read or is too large.
        """
        try:
            with self.path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise UnreadableFileError(
                f"{self.path.name} cannot be read: {error.strerror}"
            ) from error
        if len(data) > LARGEST_FILE:
            raise UnreadableFileError(f"{self.path.name} is larger than 16 MB")
        return data


def is_post_name(name: str) -> bool:
    """Return whether a file of this name is a post.

    Hugo's `_index.md` is about a section of the site, no post.
    """
    path = PurePosixPath(name)
    is_hidden = path.name.startswith(".") or path.stem == "_index"
    return path.suffix.lower() in POST_SUFFIXES and not is_hidden
