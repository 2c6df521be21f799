"""What the importer remembers of the posts that it has written."""

from django.db import models


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
        verbose_name = "导入记录"
        verbose_name_plural = "导入记录"

    def __str__(self) -> str:
        return self.code
