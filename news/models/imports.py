"""What the importer remembers: the posts that it has written, and its runs."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models.expressions import RawSQL

# Whoever does a run holds the advisory lock (RUN_LOCK, pk of the run) meanwhile.
RUN_LOCK = 6_172_023
_IS_ALIVE = """EXISTS (
    SELECT FROM pg_locks JOIN pg_database ON pg_locks.database = pg_database.oid
    WHERE locktype = 'advisory' AND granted AND datname = current_database()
    AND classid::bigint = %s AND objid::bigint = news_importrun.id AND objsubid = 2
)"""


class ImportedPost(models.Model):
    """An article that was imported once; outlives its page.

    Without a page, somebody has deleted the story since. `category_slug` is where the
    importer put the page, `revision_id` the last revision that it wrote.
    """

    # The code in capitals and without NW; capitals of a letter may be three letters.
    code = models.CharField("原文编号", max_length=300, unique=True)
    fingerprint = models.CharField("导入指纹", max_length=64)
    page = models.OneToOneField(
        "news.NewsPage",
        verbose_name="稿件",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # No foreign key: old revisions may be purged.
    revision_id = models.BigIntegerField("导入的版本")
    category_slug = models.CharField("导入的栏目", max_length=255)

    class Meta:
        verbose_name = "导入过的稿件"
        verbose_name_plural = "导入过的稿件"

    def __str__(self) -> str:
        return self.code


def private_storage() -> Storage:
    """Return where uploads wait for the worker, out of readers' reach."""
    return storages["private"]


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Runs of the importer."""

    def with_liveness(self) -> Self:
        """Tell of each run whether a process is doing it now, as `is_alive`."""
        is_alive = RawSQL(  # noqa: S611
            _IS_ALIVE, [RUN_LOCK], output_field=models.BooleanField()
        )
        return self.annotate(is_alive=is_alive)

    def under_way(self) -> Self:
        """Return imports that write, or are about to."""
        State = self.model.State  # noqa: N806
        return (
            self.with_liveness()
            .filter(is_dry_run=False)
            .filter(
                models.Q(state=State.WAITING)
                | models.Q(state=State.RUNNING, is_alive=True)
            )
        )


class ImportRun(models.Model):
    """One run of the importer: from an upload in the admin, or by the command.

    A dry run of an upload is the trial of the run that writes; the upload belongs to
    the trial, and is deleted when all of it has been imported.
    """

    class State(models.TextChoices):
        """How far a run is; one whose process has died still says RUNNING."""

        WAITING = "waiting", "等待开始"
        RUNNING = "running", "进行中"
        FINISHED = "finished", "已完成"
        STOPPED = "stopped", "已停止"
        FAILED = "failed", "失败"

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="操作人",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # What was named on the command line, or the name of the upload.
    origin = models.TextField("文件")
    is_dry_run = models.BooleanField("试导入", default=False)
    trial = models.ForeignKey(
        "self",
        verbose_name="所依据的试导入",
        null=True,
        on_delete=models.SET_NULL,
        related_name="runs",
    )
    upload = models.FileField("上传的文件", blank=True, storage=private_storage)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    file_count = models.PositiveIntegerField("文件数", default=0)
    handled_count = models.PositiveIntegerField("已处理", default=0)
    # {outcome: files} and {problem code: files}, those that occurred.
    outcomes = models.JSONField("结果", default=dict)
    problems = models.JSONField("问题", default=dict)
    error = models.TextField("出错原因", blank=True)

    objects: ClassVar = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "次导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.pk}：{self.origin}"

    @property
    def kind_label(self) -> str:
        """Return whether this is an import or a trial of one, in Chinese."""
        return "试导入" if self.is_dry_run else "导入"

    @property
    def is_interrupted(self) -> bool:
        """Return whether the process that did the run has died on the way."""
        if self.state != self.State.RUNNING:
            return False
        if not hasattr(self, "is_alive"):
            self.is_alive: bool = (
                ImportRun.objects.with_liveness().get(pk=self.pk).is_alive
            )
        return not self.is_alive

    @property
    def is_pending(self) -> bool:
        """Return whether the run goes on, or will begin."""
        is_open = self.state in (self.State.WAITING, self.State.RUNNING)
        return is_open and not self.is_interrupted

    @property
    def state_label(self) -> str:
        """Return the state in Chinese, also that of a run whose process has died."""
        return "中断" if self.is_interrupted else self.get_state_display()

    @property
    def percent(self) -> int:
        """Return how much has been handled, 0 to 100."""
        return min(100, self.handled_count * 100 // max(1, self.file_count))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the run with its upload."""
        self.forget_upload()
        return super().delete(*args, **kwargs)

    def forget_upload(self) -> None:
        """Delete the upload, if there is one."""
        if self.upload:
            self.upload.delete(save=False)
            ImportRun.objects.filter(pk=self.pk).update(upload="")


class ImportedFile(models.Model):
    """What a run did with one file."""

    class Outcome(models.TextChoices):
        """The outcomes of the importer, in the order in which editors read them."""

        DRAFT = "draft", "存为草稿"
        REFUSED = "refused", "未导入"
        EDITED_SINCE = "edited_since", "编辑改过，未动"
        DUPLICATE = "duplicate", "重复"
        CREATED = "created", "新建并发布"
        UPDATED = "updated", "更新"
        UNCHANGED = "unchanged", "没有变化"

    run = models.ForeignKey(
        ImportRun,
        verbose_name="所属导入",
        on_delete=models.CASCADE,
        related_name="files",
        # The index by rank begins with it.
        db_index=False,
    )
    name = models.TextField("文件名")
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices)
    # What needs eyes comes first: the place of the outcome among the choices.
    rank = models.PositiveSmallIntegerField("次序")
    reason = models.TextField("原因", blank=True)
    problems = ArrayField(models.TextField(), verbose_name="问题", default=list)
    # Those of `problems`, without the file that some name.
    codes = ArrayField(models.TextField(), verbose_name="问题代码", default=list)
    title = models.TextField("标题", blank=True)
    category = models.TextField("栏目", blank=True)
    byline = models.TextField("署名", blank=True)
    block_count = models.PositiveIntegerField("正文块数", default=0)
    page = models.ForeignKey(
        "news.NewsPage",
        verbose_name="稿件",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "导入的文件"
        verbose_name_plural = "个文件"
        indexes = [
            models.Index(fields=["run", "rank", "id"], name="imported_file_by_run"),
            models.Index(fields=["rank", "-id"], name="imported_file_by_rank"),
            GinIndex(fields=["codes"], name="imported_file_by_code"),
        ]

    def __str__(self) -> str:
        return self.name
