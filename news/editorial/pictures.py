"""Editing pictures of the library, and making their renditions in the background."""

import logging
from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import thash
from django.apps import apps
from django.db import transaction
from django_tasks import task
from PIL import Image as PillowImage
from PIL import ImageOps
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import Filter

from news.api.images import CROPS, FORMATS, image_specs
from news.published.changes import lock_log
from news.published.refresh import pages_using, refresh_documents

if TYPE_CHECKING:
    from news.models import NewsImage
    from news.models.media import UprightImageFile

# Pixels of the longer side that a thumbhash is computed from; 100 say no more.
THUMBHASH_SIZE = 50

logger = logging.getLogger(__name__)


class NewsImageForm(BaseImageForm):
    """The library's form; a new file reaches the stories that show the picture."""

    def save(self, commit: bool = True) -> "NewsImage":
        """Save, and write the stories again when Wagtail has dropped the renditions.

        It drops those of the old file after the signal that the picture was saved.
        """
        has_new_file = "file" in self.changed_data
        if has_new_file:
            self.instance.placeholder = ""
        image = super().save(commit=commit)
        if commit and has_new_file:
            refresh_documents(pages_using(type(image), [image.pk]))
        return image


def make_renditions_soon(image: "NewsImage") -> None:
    """Let the worker make what a picture lacks, once the picture is committed."""
    transaction.on_commit(partial(make_renditions.enqueue, image_id=image.pk))


@task(backend="worker")
def make_renditions(image_id: int) -> int:
    """Make what a picture lacks, show it in its stories, and return how many it was."""
    model = apps.get_model("news", "NewsImage")
    image = model.objects.filter(pk=image_id).first()
    if image is None:
        return 0
    made = complete_picture(image)
    with transaction.atomic():
        # A story that is being published has read the picture as it was: waiting for
        # its transaction to end, this one finds it among the users.
        lock_log()
        refresh_documents(pages_using(model, [image_id]))
    return made


def complete_picture(image: "NewsImage") -> int:
    """Make the placeholder and every rendition that is missing; return how many.

    A file that cannot be read is left as it is, with a warning in the log: readers
    get the original.
    """
    if image.placeholder and not _missing_specs(image):
        return 0
    try:
        # Pictures of before this was done were measured as they lay in the camera.
        image.width, image.height = cast(
            "UprightImageFile", image.file
        ).get_image_dimensions()
        with image.open_file() as file, PillowImage.open(file) as picture:
            image.placeholder = _thumbhash(picture)
            is_animated = getattr(picture, "is_animated", False)
    except Exception as error:  # noqa: BLE001 - decoders raise what they like
        logger.warning("picture %s cannot be read: %s", image.pk, error)
        return 0
    missing = _missing_specs(image)
    if is_animated:
        # Pillow keeps the first frame: whole, the picture is shown as it is.
        missing = [spec for spec in missing if spec.startswith(tuple(CROPS.values()))]
    type(image).objects.filter(pk=image.pk).update(
        placeholder=image.placeholder, width=image.width, height=image.height
    )
    return sum(_make(image, missing, name) for name in FORMATS)


def _missing_specs(image: "NewsImage") -> list[str]:
    filters = [Filter(spec) for spec in image_specs(image.width)]
    found = image.find_existing_renditions(*filters)
    return [filter_.spec for filter_ in filters if filter_ not in found]


def _make(image: "NewsImage", missing: list[str], name: str) -> int:
    """Make the renditions of one format: another that fails takes none along."""
    specs = [spec for spec in missing if spec.endswith(f"format-{name}")]
    try:
        return len(image.get_renditions(*specs)) if specs else 0
    except Exception as error:  # noqa: BLE001 - encoders raise what they like
        logger.warning("no %s of picture %s: %s", name, image.pk, error)
        return 0


def _thumbhash(picture: Any) -> str:
    """Return a thumbhash (https://evanw.github.io/thumbhash/) in base64."""
    picture.draft("RGB", (THUMBHASH_SIZE, THUMBHASH_SIZE))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    return b64encode(bytes(thash.encode(upright, target_size=THUMBHASH_SIZE))).decode()
