"""Uploads of posts, and the queue that works on them."""

import io
import tarfile
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from site_core.tasks import task_worker
from tests.importer.builders import post_text


def zip_of(**posts: str) -> SimpleUploadedFile:
    """Return an upload of a zip with these posts, `name="text"`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in posts.items():
            archive.writestr(f"posts/{name}.md", text)
    return SimpleUploadedFile("旧稿.zip", content.getvalue())


def tar_of(name: str, text: str) -> SimpleUploadedFile:
    """Return an upload of a compressed tar with one file."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(text.encode())
        archive.addfile(entry, io.BytesIO(text.encode()))
    return SimpleUploadedFile("旧稿.tar.gz", content.getvalue())


def mixed_zip() -> SimpleUploadedFile:
    """Return a zip with a good post, one without a date, and one that is no post."""
    return zip_of(
        good=post_text(),
        undated=post_text(
            date="", title='"没有日期的稿件"', code="NW202404099001000009"
        ),
        empty="",
    )


def run_queue() -> None:
    """Do what waits in the queue, as the worker does."""
    with task_worker() as worker:
        worker.batch = True
        worker.run()
