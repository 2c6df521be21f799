"""Pictures of posts: found, added to the library once, or reported."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as PillowImage

from news.importer.find import PathError
from news.importer.media import MediaLibrary
from news.importer.read import PostFile
from news.importer.record import PostRecord, read_record
from news.models import NewsImage
from tests.importer.builders import SENTENCE, post_text, write_post

pytestmark = pytest.mark.django_db

ADDRESS = "https://img.example.cn/2024/07/yejian.jpg"
CENTRED = '<p style="text-align:center">图片来源：东岭市图书馆</p>'


def picture(colour: str = "red", kind: str = "JPEG") -> bytes:
    """Return the bytes of a small picture."""
    file = BytesIO()
    PillowImage.new("RGB", (20, 10), colour).save(file, kind)
    return file.getvalue()


def put(folder: Path, name: str, data: bytes) -> None:
    """Write a picture into a folder."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def post(folder: Path, *addresses: str, name: str = "posts/a.md") -> PostRecord:
    """Return the record of a post with these pictures."""
    images = "".join(f'<img src="{address}" alt="夜间阅览">' for address in addresses)
    text = post_text(f"<p>{SENTENCE}</p>{images}{CENTRED}<p>{SENTENCE}</p>")
    return read_record(PostFile(name, write_post(folder, text, name)))


def images_in(record: PostRecord) -> list[int | None]:
    """Return the keys of the pictures of a record."""
    return [block.value["image"] for block in record.blocks if block.type == "image"]


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The folder that `--media` names."""
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "yejian.jpg",
        "2024/07/yejian.jpg",
        "img.example.cn/2024/07/yejian.jpg",
        "old/copies/YEJIAN.JPG",
    ],
)
def test_a_picture_of_the_media_folder_is_added_once(
    tmp_path: Path, media: Path, name: str
) -> None:
    put(media, name, picture())
    record = post(tmp_path, ADDRESS)

    (first,) = MediaLibrary(media).place([record])
    (second,) = MediaLibrary(media).place([record])

    image = NewsImage.objects.get()
    assert images_in(first) == images_in(second) == [image.pk]
    assert first.problems == ()
    assert image.credit == "东岭市图书馆"
    assert image.alt_text == "夜间阅览"
    assert (image.width, image.height) == (20, 10)
    assert image.file.storage.exists(image.file.name)


def test_the_same_picture_under_two_names_is_one(tmp_path: Path, media: Path) -> None:
    put(media, "a.jpg", picture())
    put(media, "b.jpg", picture())
    record = post(tmp_path, "https://x.cn/a.jpg", "https://x.cn/b.jpg")

    (placed,) = MediaLibrary(media).place([record])

    assert images_in(placed) == [NewsImage.objects.get().pk] * 2


def test_the_longest_end_of_an_address_decides(tmp_path: Path, media: Path) -> None:
    put(media, "2024/07/yejian.jpg", picture("red"))
    put(media, "2023/yejian.jpg", picture("blue"))

    (placed,) = MediaLibrary(media).place([post(tmp_path, ADDRESS)])

    assert placed.problems == ()
    assert NewsImage.objects.get().file_size == len(picture("red"))


def test_a_name_that_two_files_have_is_no_match(tmp_path: Path, media: Path) -> None:
    put(media, "2022/yejian.jpg", picture("red"))
    put(media, "2023/yejian.jpg", picture("blue"))

    (placed,) = MediaLibrary(media).place([post(tmp_path, ADDRESS)])

    assert placed.problems == (f"missing_media:{ADDRESS}",)
    assert images_in(placed) == [None]


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>404</html>", picture()[:-200], picture(kind="BMP")],
    ids=["empty", "page", "cut off", "other kind"],
)
def test_a_broken_file_is_reported_and_its_address_kept(
    tmp_path: Path, media: Path, data: bytes
) -> None:
    put(media, "yejian.jpg", data)

    (placed,) = MediaLibrary(media).place([post(tmp_path, ADDRESS)])

    assert placed.problems == (f"broken_media:{ADDRESS}",)
    assert placed.blocks[1].value["address"] == ADDRESS
    assert not NewsImage.objects.exists()


def test_a_file_that_is_too_large_is_broken(
    tmp_path: Path, media: Path, settings: pytest.FixtureRequest
) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100  # type: ignore[attr-defined]
    put(media, "yejian.jpg", picture())

    (placed,) = MediaLibrary(media).place([post(tmp_path, ADDRESS)])

    assert placed.problems == (f"broken_media:{ADDRESS}",)


def test_a_wrong_ending_is_put_right(tmp_path: Path, media: Path) -> None:
    put(media, "yejian.jpg", picture(kind="PNG"))

    MediaLibrary(media).place([post(tmp_path, ADDRESS)])

    assert NewsImage.objects.get().file.name.endswith("-yejian.png")


def test_a_check_says_the_same_and_writes_nothing(tmp_path: Path, media: Path) -> None:
    put(media, "yejian.jpg", picture())
    put(media, "broken.jpg", b"x")
    records = [
        post(tmp_path, ADDRESS, "https://x.cn/broken.jpg", "https://x.cn/none.jpg")
    ]

    checked = MediaLibrary(media).check(records)
    assert not NewsImage.objects.exists()
    placed = MediaLibrary(media).place(records)

    assert checked[0].problems == placed[0].problems
    assert len(placed[0].problems) == 2


def test_without_a_media_folder_an_address_is_kept(tmp_path: Path) -> None:
    (placed,) = MediaLibrary().place([post(tmp_path, ADDRESS)])

    assert placed.problems == ()
    assert placed.blocks[1].value["address"] == ADDRESS


@pytest.mark.parametrize(
    ("post_name", "reference", "file_name"),
    [
        ("posts/spring/index.md", "a.jpg", "posts/spring/a.jpg"),
        ("posts/spring.md", "a.jpg", "posts/spring/a.jpg"),
        ("posts/spring.md", "./img/a%20b.jpg", "posts/img/a b.jpg"),
        ("posts/spring.md", "../img/a.jpg", "img/a.jpg"),
        ("content/spring.md", "/img/a.jpg?v=2", "static/img/a.jpg"),
        ("_posts/spring.md", "/img/a.jpg", "img/a.jpg"),
    ],
)
def test_a_picture_beside_its_post_is_found(
    tmp_path: Path, post_name: str, reference: str, file_name: str
) -> None:
    put(tmp_path, file_name, picture())
    record = post(tmp_path, reference, name=post_name)

    (placed,) = MediaLibrary().place([record])

    assert placed.problems == ()
    assert images_in(placed) == [NewsImage.objects.get().pk]
    assert placed.blocks[1].value["address"] == ""


@pytest.mark.parametrize("reference", ["../../out.jpg", "/../out.jpg", "link.jpg"])
def test_a_picture_outside_of_the_archive_is_none(
    tmp_path: Path, reference: str
) -> None:
    put(tmp_path, "out.jpg", picture())
    archive = tmp_path / "archive"
    record = post(archive, reference, name="posts/a.md")
    (archive / "posts/link.jpg").symlink_to(tmp_path / "out.jpg")

    (placed,) = MediaLibrary().place([record])

    assert placed.problems == (f"missing_media:{reference}",)


@pytest.mark.parametrize("reference", ["a%00.jpg", "/a%00.jpg", f"{'长' * 120}.jpg"])
def test_a_name_that_no_file_can_have_is_missing(
    tmp_path: Path, reference: str
) -> None:
    record = post(tmp_path, reference)

    (placed,) = MediaLibrary().place([record])

    assert placed.problems == (f"missing_media:{reference}",)


def test_a_run_that_was_killed_finds_its_file_again(
    tmp_path: Path, media: Path
) -> None:
    put(media, "yejian.jpg", picture())
    record = post(tmp_path, ADDRESS)
    MediaLibrary(media).place([record])
    file = NewsImage.objects.get().file
    # As if the file had been written, and then nothing was committed.
    kept = tmp_path / "kept.jpg"
    shutil.copy(file.path, kept)
    NewsImage.objects.all().delete()
    put(Path(file.storage.location), file.name, kept.read_bytes())

    MediaLibrary(media).place([record])

    assert NewsImage.objects.get().file.name == file.name


def test_pictures_of_a_batch_are_looked_up_at_once(
    tmp_path: Path, media: Path, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(5):
        put(media, f"{number}.jpg", picture(f"#00000{number}"))
    records = [post(tmp_path, f"https://x.cn/{number}.jpg") for number in range(5)]
    MediaLibrary(media).place(records)

    with django_assert_num_queries(1):  # type: ignore[operator]
        MediaLibrary(media).place(records)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathError, match="no media folder"):
        MediaLibrary(tmp_path / "absent")
