"""How much an archive may unpack to: against those that are made to fill a disk."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from news.importer.files import PathError

# Posts and pictures shrink to a tenth; a small archive may be of one letter.
HIGHEST_RATIO = 200
_SMALL_TOTAL = 100 * 1024**2


class ArchiveTooLargeError(PathError):
    """An archive unpacks to more than it may; `chinese` says so to editors."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.chinese = chinese


@dataclass
class Bounds:
    """What has been counted of an archive of `size` bytes, and how much may come."""

    archive: Path
    size: int
    files: int = 0
    unpacked: int = 0

    def add(self, size: int) -> None:
        """Count a member of so many bytes. Raises ArchiveTooLargeError."""
        self.files += 1
        self.unpacked += size
        most, largest = (
            settings.IMPORT_MAX_UNPACKED_FILES,
            settings.IMPORT_MAX_UNPACKED_SIZE,
        )
        if self.files > most:
            raise ArchiveTooLargeError(
                f"The archive '{self.archive}' holds more than {most:,} files "
                "(IMPORT_MAX_UNPACKED_FILES): import its parts one by one.",
                f"压缩包里的文件太多，最多 {most} 个。请分成几个压缩包上传。",
            )
        if self.unpacked > largest:
            raise ArchiveTooLargeError(
                f"The archive '{self.archive}' unpacks to more than "
                f"{largest / 1024**3:,.1f} GiB (IMPORT_MAX_UNPACKED_SIZE): "
                "import its parts one by one.",
                f"压缩包展开后太大，最多 {filesizeformat(largest)}。"
                "请分成几个压缩包上传。",
            )
        if self.unpacked > max(_SMALL_TOTAL, HIGHEST_RATIO * self.size):
            raise ArchiveTooLargeError(
                f"The archive '{self.archive}' unpacks to more than {HIGHEST_RATIO} "
                "times its size, as no archive of posts does.",
                f"压缩包展开后太大，是原来的 {HIGHEST_RATIO} 倍以上，不像是稿件。"
                "请只压缩稿件和图片，再上传。",
            )
