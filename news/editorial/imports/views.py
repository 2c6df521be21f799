"""From an upload to an import: what editors do, step by step."""

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import (
    PermissionCheckedMixin,
    WagtailAdminTemplateMixin,
)

from news.editorial.imports.forms import UploadForm
from news.editorial.imports.permissions import may_confirm
from news.editorial.imports.tasks import begin_again, run_import
from news.models import ImportRun
from news.row_actions import RowActionView

NO_UPLOAD = "上传的文件已经删除，请重新上传。"


class UploadView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Take a file and let the worker say what importing it would do."""

    model = ImportRun
    permission_required = "add"
    form_class = UploadForm
    template_name = "news/admin/import_upload.html"
    page_title = "导入稿件"
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End the path to the page with its name."""
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [*items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the form's button, and show what has been going on."""
        return super().get_context_data(
            action_url=reverse("news_import_upload"),
            submit_button_label="上传并试导入",
            submit_button_active_label="正在上传…",
            form_is_multipart=True,
            recent_runs=ImportRun.objects.with_liveness()[:5],
            **kwargs,
        )

    def form_valid(self, form: UploadForm) -> HttpResponse:
        """Keep the file and go to the page of its trial."""
        trial = _keep(form.cleaned_data["file"], self.request)
        run_import.enqueue(trial.pk)
        return redirect("news_import_run", trial.pk)


def _keep(file: UploadedFile, request: HttpRequest) -> ImportRun:
    """Return the trial of an uploaded file."""
    origin = PurePath(str(file.name)).name
    trial = ImportRun(started_by_id=request.user.pk, origin=origin, is_dry_run=True)
    trial.upload.save(f"imports/{uuid4()}", file, save=False)
    trial.save()
    return trial


class RunActionView(RowActionView):
    """Something that a button on the page of a run does."""

    model = ImportRun
    permission_required = "add"
    locks_row = True

    def refuse(self, run: ImportRun, words: str) -> HttpResponseRedirect:
        """Say why it was not done, on the page of the run."""
        messages.error(self.request, words)
        return redirect("news_import_run", run.pk)


class ConfirmView(RunActionView):
    """Import what a trial has shown; also go on with an import that was cut short."""

    def act(self, run: ImportRun) -> HttpResponse:
        """Queue the import, unless another one is under way."""
        if not may_confirm(self.request):
            raise PermissionDenied
        if not (run.is_dry_run and run.state == ImportRun.State.FINISHED):
            return self.refuse(run, "先等试导入完成，再确认导入。")
        if not run.upload:
            return self.refuse(run, NO_UPLOAD)
        if other := ImportRun.objects.under_way().first():
            return self.refuse(
                run, f"另一次导入（{other.origin}）正在进行，请等它结束后再确认。"
            )
        confirmed = ImportRun.objects.create(
            started_by_id=self.request.user.pk, origin=run.origin, trial=run
        )
        run_import.enqueue(confirmed.pk)
        return redirect("news_import_run", confirmed.pk)


class RetryView(RunActionView):
    """Try a trial again that was cut short."""

    def act(self, run: ImportRun) -> HttpResponse:
        """Queue the trial afresh."""
        if not run.is_dry_run or run.is_pending:
            return self.refuse(run, "只有中断或失败的试导入可以重试。")
        if not run.upload:
            return self.refuse(run, NO_UPLOAD)
        run_import.enqueue(begin_again(run).pk)
        return redirect("news_import_run", run.pk)


class DiscardView(RunActionView):
    """Forget an upload that shall not be imported."""

    def act(self, run: ImportRun) -> HttpResponse:
        """Delete the trial with its upload; nothing else came of it."""
        if not run.is_dry_run or run.runs.exists():
            return self.refuse(run, "只有还没有导入的试导入可以放弃。")
        if run.is_pending and run.state == ImportRun.State.RUNNING:
            return self.refuse(run, "试导入正在进行，请等它结束。")
        run.delete()
        messages.success(self.request, f"已放弃“{run.origin}”，上传的文件已删除。")
        return redirect("news_import_upload")


class ProgressView(PermissionCheckedMixin, View):
    """How far a run is: the part of its page that is asked for again and again."""

    model = ImportRun
    permission_required = "view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; the page is loaded anew when it says that the run has ended."""
        run = get_object_or_404(ImportRun.objects.with_liveness(), pk=pk)
        return render(request, "news/admin/import_progress.html", {"run": run})
