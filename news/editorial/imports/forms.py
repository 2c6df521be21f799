"""What editors may upload for an import."""

import tarfile
import zipfile
from pathlib import PurePosixPath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from news.importer.archives import ARCHIVE_SUFFIXES, has_post_in_tar
from news.importer.bounds import ArchiveTooLargeError
from news.importer.files import (
    LARGEST_FILE,
    POST_SUFFIXES,
    is_post_name,
)

ACCEPTED = (*sorted(POST_SUFFIXES), *ARCHIVE_SUFFIXES)


class UploadForm(forms.Form):
    """A post, or an archive of posts."""

    file = forms.FileField(
        label="文件",
        help_text=(
            "一篇稿件（.md、.markdown、.html），或一个压缩包"
            "（.zip、.tar、.tar.gz 等），里面可以有文件夹。"
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        error_messages={
            "required": "请先选择要导入的文件。",
            "empty": "这个文件是空的。",
        },
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what cannot be imported, as far as a look at it tells."""
        file: UploadedFile = self.cleaned_data["file"]
        name = str(file.name).lower()
        is_post = is_post_name(name)
        if not (is_post or name.endswith(ARCHIVE_SUFFIXES)):
            suffix = PurePosixPath(name).suffix or "没有扩展名的文件"
            raise ValidationError(
                f"不能导入 {suffix}。请选择稿件（.md、.markdown、.html）或压缩包"
                "（.zip、.tar、.tar.gz 等）。"
            )
        largest = LARGEST_FILE if is_post else settings.IMPORT_MAX_UPLOAD_SIZE
        if (file.size or 0) > largest:
            raise ValidationError(
                f"文件太大：{filesizeformat(file.size or 0)}，最多 {filesizeformat(largest)}。"
                "可以分成几个压缩包上传，或请技术人员用命令导入。"
            )
        if not is_post:
            _check_archive(file, is_zip=name.endswith(".zip"))
            file.seek(0)
        return file


def _check_archive(file: UploadedFile, *, is_zip: bool) -> None:
    try:
        has_post = _has_post_in_zip(file) if is_zip else _has_post_in_tar(file)
    except (
        OSError,
        EOFError,
        ValueError,
        tarfile.TarError,
        zipfile.BadZipFile,
    ) as error:
        raise ValidationError(
            "这不是完整的压缩包，打不开。请检查文件，重新压缩后再上传。"
        ) from error
    except ArchiveTooLargeError as error:
        raise ValidationError(error.chinese) from error
    if not has_post:
        raise ValidationError("压缩包里没有稿件（.md、.markdown、.html）。")


def _has_post_in_zip(file: UploadedFile) -> bool:
    with zipfile.ZipFile(file) as archive:
        return any(map(is_post_name, archive.namelist()))


def _has_post_in_tar(file: UploadedFile) -> bool:
    file.seek(0)
    return has_post_in_tar(file, file.size or 0)
