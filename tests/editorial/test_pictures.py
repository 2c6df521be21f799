"""Renditions and placeholders: made once, by the worker, of whatever is uploaded."""

from base64 import b64decode
from io import BytesIO, StringIO
from typing import Any

import pytest
import thash
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult
from PIL import Image as PillowImage
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Collection

from news.api.images import FORMATS, describe_image, image_specs
from news.editorial.pictures import complete_picture, make_renditions
from news.models import NewsImage, PublishedDocument
from tests.factories import NewsImageFactory, NewsPageFactory, UserFactory

pytestmark = pytest.mark.django_db

SIDEWAYS_BY_EXIF = 6


def picture_file(
    mode: str = "RGB", size: tuple[int, int] = (1600, 1000), kind: str = "JPEG"
) -> ContentFile:
    """Return a picture whose left half is dark."""
    picture = PillowImage.new(mode, size, "white" if mode != "CMYK" else (0, 0, 0, 0))
    dark = "black" if mode != "CMYK" else (0, 0, 0, 255)
    picture.paste(dark, (0, 0, size[0] // 2, size[1]))
    return saved(picture, kind)


def saved(picture: PillowImage.Image, kind: str, **options: object) -> ContentFile:
    """Return a picture as a file of that kind."""
    content = BytesIO()
    picture.save(content, kind, **options)
    return ContentFile(content.getvalue(), f"picture.{kind.lower()}")


def described(file: ContentFile) -> dict:
    """Return a picture made of that file, with all that the worker makes."""
    image = NewsImage.objects.create(title="图", alt_text="图", file=file)
    complete_picture(image)
    return describe_image(NewsImage.objects.get(pk=image.pk))


def head_of(entry: dict) -> bytes:
    """Return the first bytes of a rendition's file."""
    path = settings.MEDIA_ROOT / entry["url"].removeprefix(settings.MEDIA_URL)
    return path.read_bytes()[:12]


def test_a_picture_has_all_widths_in_all_formats() -> None:
    data = described(picture_file())

    assert [(entry["format"], entry["width"]) for entry in data["srcset"]] == [
        (name, width) for name in FORMATS for width in (400, 800, 1280)
    ]
    assert data["src"] == data["srcset"][-1]["url"]


def test_the_formats_are_what_they_say() -> None:
    data = described(picture_file())

    heads = {entry["format"]: head_of(entry) for entry in data["srcset"]}
    assert heads["avif"][4:12] == b"ftypavif"
    assert (heads["webp"][:4], heads["webp"][8:12]) == (b"RIFF", b"WEBP")
    assert heads["jpeg"][:3] == b"\xff\xd8\xff"


def test_crops_have_their_shape_in_all_formats() -> None:
    crops = described(picture_file())["crops"]

    assert (crops["card"]["width"], crops["card"]["height"]) == (800, 450)
    assert [entry["format"] for entry in crops["square"]["srcset"]] == list(FORMATS)


def test_a_picture_measured_as_it_lay_in_the_camera_is_put_right() -> None:
    exif = PillowImage.Exif()
    exif[0x0112] = SIDEWAYS_BY_EXIF
    file = saved(PillowImage.new("RGB", (400, 200)), "JPEG", exif=exif)
    image = NewsImage.objects.create(title="图", file=file)
    NewsImage.objects.update(width=400, height=200)

    complete_picture(NewsImage.objects.get())

    image.refresh_from_db()
    assert (image.width, image.height) == (200, 400)


def test_the_placeholder_is_a_thumbhash_of_the_picture() -> None:
    data = described(picture_file(size=(400, 200)))

    width, height, rgba = thash.thumb_hash_to_rgba(b64decode(data["placeholder"]))
    middle = height // 2 * width * 4
    assert width > height
    assert rgba[middle] < 90
    assert rgba[middle + (width - 1) * 4] > 165


def test_the_colour_is_the_average() -> None:
    data = described(saved(PillowImage.new("RGB", (400, 300), "#b3261e"), "PNG"))

    red, green, blue = bytes.fromhex(data["color"][1:])
    assert abs(red - 0xB3) < 12
    assert abs(green - 0x26) < 12
    assert abs(blue - 0x1E) < 12


def test_a_picture_that_a_camera_turned_is_upright() -> None:
    exif = PillowImage.Exif()
    exif[0x0112] = SIDEWAYS_BY_EXIF
    lying = PillowImage.new("RGB", (900, 600), "green")

    data = described(saved(lying, "JPEG", exif=exif))

    assert (data["width"], data["height"]) == (600, 900)
    assert data["srcset"][-1]["height"] > data["srcset"][-1]["width"]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "GIF"), ("RGBA", "PNG"), ("LA", "PNG")],
)
def test_unusual_pictures_have_all_formats(mode: str, kind: str) -> None:
    picture = PillowImage.new("RGB", (500, 300), "blue").convert(mode)

    data = described(saved(picture, kind))

    assert {entry["format"] for entry in data["srcset"]} == set(FORMATS)
    assert data["placeholder"]


def test_an_animation_is_shown_as_it_is() -> None:
    frames = [PillowImage.new("RGB", (500, 300), name) for name in ("red", "blue")]

    data = described(
        saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=90)
    )

    assert data["srcset"] == []
    assert data["src"].endswith(".gif")
    assert data["crops"]["card"]["url"].endswith(".jpg")


def test_a_broken_file_shows_the_original_and_no_renditions() -> None:
    image = NewsImageFactory()
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(b"no picture at all")

    assert complete_picture(image) == 0
    data = describe_image(image)
    assert data["srcset"] == []
    assert data["crops"] == {"card": None, "square": None}
    assert data["placeholder"] is None
    assert data["src"] == image.file.url


def test_describing_makes_nothing() -> None:
    image = NewsImageFactory()

    describe_image(image)

    assert not image.renditions.exists()


def test_an_upload_is_completed_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = NewsImageFactory()

    assert image.renditions.count() == len(image_specs(image.width))


def test_an_upload_waits_in_the_queue_for_the_worker(
    settings: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    queue = {"worker": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.TASKS = settings.TASKS | queue
    with django_capture_on_commit_callbacks(execute=True):
        image = NewsImageFactory()
    assert not image.renditions.exists()

    [queued] = DBTaskResult.objects.ready()
    queued.task.call(*queued.args_kwargs["args"], **queued.args_kwargs["kwargs"])

    assert image.renditions.count() == len(image_specs(image.width))


def test_completing_again_makes_nothing() -> None:
    image = NewsImageFactory(renditions=True)

    assert make_renditions.call(image_id=image.pk) == 0


def test_completing_reaches_the_stories_that_show_the_picture() -> None:
    image = NewsImageFactory()
    story = NewsPageFactory(lead_image=image)

    make_renditions.call(image_id=image.pk)

    document = PublishedDocument.objects.get(pk=story.pk)
    assert document.data["lead_image"]["placeholder"]
    assert document.data["lead_image"]["srcset"]


def test_a_picture_that_is_gone_is_no_error() -> None:
    assert make_renditions.call(image_id=1_000_000) == 0


def test_the_command_completes_the_library() -> None:
    image = NewsImageFactory()
    output = StringIO()

    call_command("make_renditions", stdout=output)

    number = len(image_specs(image.width))
    assert output.getvalue() == f"Made {number} renditions.\n"


def test_a_new_focal_point_makes_new_crops(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    image = in_library(file__width=900, file__height=900)
    story = NewsPageFactory(lead_image=image)
    client.force_login(UserFactory(groups=["主编"]))
    before = describe_image(image)["crops"]["card"]["url"]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/images/{image.pk}/", edited(image, focal_point_y=850))

    document = PublishedDocument.objects.get(pk=story.pk)
    after = document.data["lead_image"]["crops"]["card"]["url"]
    assert after != before


def test_a_new_file_gets_a_new_placeholder(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    image = in_library()
    before = image.placeholder
    client.force_login(UserFactory(groups=["主编"]))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/images/{image.pk}/", edited(image, file=picture_file()))

    image.refresh_from_db()
    assert image.placeholder not in ("", before)
    assert image.renditions.filter(filter_spec="width-1280|format-avif").exists()


def in_library(**fields: object) -> NewsImage:
    """Return a complete picture where editors may change it."""
    root = Collection.get_first_root_node()
    return NewsImageFactory(collection=root, renditions=True, **fields)


def edited(image: NewsImage, **changes: object) -> dict[str, object]:
    """Return what the library's form sends for a picture with these changes."""
    return {
        "title": image.title,
        "alt_text": image.alt_text,
        "credit": image.credit,
        "tags": "",
        "focal_point_x": 450,
        "focal_point_y": 100,
        "focal_point_width": 50,
        "focal_point_height": 50,
        **changes,
    }
