"""Imports of uploads, as background tasks of the worker."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from news.importer.history import RunTakenError, UploadGoneError, recorded
from news.importer.media import MediaLibrary
from news.importer.outcome import NoHomePageError
from news.importer.read import PathError, open_post_files
from news.importer.run import ImportRunningError, import_posts
from news.models import ImportRun

# A trial that nobody confirms loses its upload.
UPLOAD_KEPT = timedelta(days=14)
# Their words are kept with the run; no programmer need hear of them.
_EXPECTED = (
    *(ImportRunningError, NoHomePageError, PathError),
    *(RunTakenError, UploadGoneError),
)


@task(backend="worker")
def run_import(run_id: int) -> None:
    """Do a run that has been asked for; one that was lost on the way is done again."""
    run = _waiting_run(run_id)
    if run is None:
        return
    forget_old_uploads(but=run.trial or run)
    try:
        with (
            recorded(run) as record,
            local_copy(run) as path,
            open_post_files([path]) as files,
        ):
            run.file_count = len(files)
            run.save(update_fields=["file_count"])
            import_posts(files, record, is_dry_run=run.is_dry_run, media=MediaLibrary())
    except _EXPECTED:
        return
    if run.trial is not None:
        run.trial.forget_upload()


@transaction.atomic
def _waiting_run(run_id: int) -> ImportRun | None:
    """Return the run that is to be done for the one asked for, None when none is."""
    runs = ImportRun.objects.select_for_update()
    run = runs.filter(pk=run_id).exclude(state=ImportRun.State.FINISHED).first()
    if run is None or run.state == ImportRun.State.WAITING:
        return run
    return None if run.is_pending else begin_again(run)


def begin_again(run: ImportRun) -> ImportRun:
    """Return a run that does again what `run` has not finished.

    What was imported is not lost: a trial starts afresh, an import goes on as another
    run, beside the one that shows what was done.
    """
    if run.is_dry_run:
        run.files.all().delete()
        run.state, run.error = ImportRun.State.WAITING, ""
        run.handled_count, run.outcomes, run.problems = 0, {}, {}
        run.save()
        return run
    return ImportRun.objects.create(
        started_by=run.started_by, origin=run.origin, trial=run.trial
    )


def forget_old_uploads(but: ImportRun) -> None:
    """Delete uploads that nobody has imported for long, `but` the one at hand."""
    since = timezone.now() - UPLOAD_KEPT
    old = ImportRun.objects.filter(created_at__lt=since).exclude(upload="")
    waiting = Q(state=ImportRun.State.WAITING) | Q(runs__state=ImportRun.State.WAITING)
    for trial in old.exclude(waiting).exclude(pk=but.pk):
        trial.forget_upload()


@contextmanager
def local_copy(run: ImportRun) -> Iterator[Path]:
    """Yield the upload as a file of this machine, under the name that it came with.

    Raises UploadGoneError when it has been deleted, or lies on another machine.
    """
    upload = (run.trial or run).upload
    if not (upload and upload.storage.exists(str(upload.name))):
        raise UploadGoneError(f"the upload of run {run.pk} is not there")
    with tempfile.TemporaryDirectory(prefix="baoguan-import-") as folder:
        path = Path(folder) / Path(run.origin).name
        with upload.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield path
