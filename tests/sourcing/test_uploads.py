"""The list of allowed sources comes as a file, whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.admin.panels import get_edit_handler

from news.models import Source
from news.proofing.admin.reading import FileError
from news.sourcing.uploads import allow, read_sources
from tests.factories import SourceFactory, UserFactory

FILE = "名称,网址\n远山日报,https://yuanshan.example.cn/\n临湖晚报,\n"


def upload(client: Client, data: bytes) -> str:
    """Upload a file as whoever is signed in; return the page that answers."""
    file = SimpleUploadedFile("list.csv", data, content_type="text/csv")
    address = reverse("news_sources_import")
    return client.post(address, {"file": file}, follow=True).content.decode()


@pytest.fixture
def chief(client: Client, db: None) -> Client:
    """A chief editor's browser."""
    client.force_login(UserFactory(groups=["主编"]))
    return client


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_puts_sources_on_the_list(chief: Client, encoding: str) -> None:
    html = upload(chief, FILE.encode(encoding))

    assert "新增来源 2 个，修改 0 个" in html
    assert Source.objects.filter(is_allowed=True).count() == 2


def test_what_is_known_of_a_source_stays(db: None) -> None:
    SourceFactory(name="远山日报", url="https://old.example.cn/", is_own=True)
    SourceFactory(name="旧报", is_allowed=True)

    assert allow(read_sources(FILE)) == (1, 1)

    known = Source.objects.get(name="远山日报")
    assert (known.url, known.is_own, known.is_allowed) == (
        "https://old.example.cn/",
        True,
        True,
    )
    assert Source.objects.get(name="旧报").is_allowed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "列名"),
        ("名字\n远山日报\n", "列名"),
        ("名称\n\n", "没有来源"),
        ("名称,网址\n远山日报,javascript:alert(1)\n", "第 2 行"),
        (f"名称\n{'长' * 101}\n", "第 2 行"),
        ("名称,网址\n,https://a.example.cn/\n", "第 2 行"),
        ('名称\n"远山', "引号"),
    ],
)
def test_a_file_with_a_mistake_is_refused(text: str, words: str) -> None:
    with pytest.raises(FileError, match=words):
        read_sources(text)


def test_of_a_file_with_a_mistake_nothing_is_taken(chief: Client) -> None:
    html = upload(chief, f"{FILE}坏来源,不是网址\n".encode())

    assert "第 4 行" in html
    assert not Source.objects.filter(is_allowed=True).exists()


def test_who_writes_neither_imports_nor_ticks(client: Client, db: None) -> None:
    source = SourceFactory(name="远山日报")
    client.force_login(UserFactory(groups=["编辑"]))

    upload(client, FILE.encode())
    address = reverse(Source.snippet_viewset.get_url_name("edit"), args=[source.pk])
    client.post(address, {"name": "远山日报", "url": "", "is_allowed": "on"})

    assert not Source.objects.filter(is_allowed=True).exists()


def test_the_sources_show_the_list_and_lead_to_the_import(chief: Client) -> None:
    SourceFactory(name="远山日报", is_allowed=True)
    address = reverse(Source.snippet_viewset.get_url_name("list"))

    html = chief.get(address).content.decode()

    assert reverse("news_sources_import") in html
    assert "白名单" in html


@pytest.mark.parametrize(("group", "is_decided"), [("主编", True), ("编辑", False)])
def test_only_who_decides_finds_the_marks_in_the_form(
    client: Client, db: None, group: str, is_decided: bool
) -> None:
    source = SourceFactory(name="远山日报")
    user = UserFactory(groups=[group])
    client.force_login(user)
    address = reverse(Source.snippet_viewset.get_url_name("edit"), args=[source.pk])

    form = get_edit_handler(Source).get_form_class()(instance=source, for_user=user)
    client.post(address, {"name": "远山晨报", "url": "", "is_allowed": "on"})

    source.refresh_from_db()
    assert ("is_allowed" in form.fields) is is_decided
    assert (source.name, source.is_allowed) == ("远山晨报", is_decided)
