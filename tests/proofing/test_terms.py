"""The word lists in the admin: rules of a term, import, export, who may what."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news.models import ProofingTerm
from news.proofing.admin.reading import FileError, Verdict, decoded, read_rows
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HEAD = "词表,词,改为或职务,程度,例外,说明\n"
LISTS = "/admin/snippets/news/proofingterm/"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"word": "布"}, "word"),
        ({"word": "布署", "replacement": "布署"}, "replacement"),
        ({"word": "林静", "kind": "name"}, "replacement"),
        ({"word": "登录", "exceptions": "登陆点"}, "exceptions"),
        ({"word": "登录", "exceptions": "登录"}, "exceptions"),
    ],
)
def test_a_term_that_would_cry_wolf_is_refused(
    fields: dict[str, str], wrong: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        ProofingTerm(**fields).full_clean()

    assert list(refused.value.message_dict) == [wrong]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_of_excel_and_wps_are_read(encoding: str) -> None:
    assert decoded((HEAD + "错别字,布署,部署").encode(encoding)).endswith("布署,部署")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("词".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff", "编码"),
        (b"PK\x03\x04\x00\x00", "编码"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FileError, match=reason):
        decoded(data)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "第 1 行要写列名"),
        ("布署,部署\n", "第 1 行要写列名"),
        ("词,颜色\n布署,红\n", "不认识的列名：颜色"),
        ("词,不用\n布署,x\n", "重复的列"),
        (HEAD, "没有词"),
        ('词,说明\n布署,"没有闭合\n', "引号没有配对"),
    ],
)
def test_a_file_that_is_no_list_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FileError, match=reason):
        read_rows(text)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("错别字,布,部,,,", "词：至少两个字"),
        ("错别字,,部署,,,", "词：此字段不能为空。"),
        ("错字,布署,部署,,,", "词表：“错字”不认识"),
        ("错别字,布署,部署,严重,,", "程度：“严重”不认识"),
        ("错别字,布署,部署,,布局,", "例外：例外“布局”要比“布署”长"),
        ("人名职务,林静,,,,", "改为或职务：请填写"),
        ("错别字,布署,部署,,,,多一列", "有 7 列"),
        (f"错别字,{'布' * 61},部署,,,", "词：确保该变量"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_reason(row: str, reason: str) -> None:
    [_, bad] = read_rows(f"{HEAD}\n错别字,按装,安装,,,\n{row}\n")

    assert (bad.line, bad.verdict) == (4, Verdict.REFUSED)
    assert bad.reason.startswith(reason)


def test_rows_are_judged_against_the_lists_and_each_other() -> None:
    ProofingTerm.objects.create(word="按装", replacement="安装")
    ProofingTerm.objects.create(word="登录", replacement="登陆", note="留着")
    rows = read_rows(
        "词,改为,程度\n按装,安装,\n登录,登陆,必须改\n布署,部署,\n布署,部署,\n"
    )

    assert [(row.line, row.verdict.value) for row in rows] == [
        (2, "same"),
        (3, "changed"),
        (4, "added"),
        (5, "refused"),
    ]
    assert rows[1].term.note == "留着"
    assert rows[3].reason == "和第 4 行重复。"


@pytest.fixture
def keeper(client: Client) -> Client:
    """A chief editor at the screens of the lists."""
    client.force_login(UserFactory(groups=["主编"]))
    return client


def upload(client: Client, text: str, encoding: str = "utf-8") -> str:
    """Upload a list and return the page of its trial."""
    file = SimpleUploadedFile("terms.csv", text.encode(encoding))
    answer = client.post(reverse("news_proofing_import"), {"file": file})
    return answer.content.decode()


def confirm(client: Client, text: str) -> None:
    """Confirm a trial."""
    values = {"text": text, "confirm": "1"}
    client.post(reverse("news_proofing_import"), values)


def test_a_trial_writes_nothing_and_a_confirmed_one_all(keeper: Client) -> None:
    text = HEAD + "错别字,布署,部署,必须改,布署员、布署图,见词典\n"
    page = upload(keeper, text, "gb18030")
    assert "新增 1 行" in page
    assert not ProofingTerm.objects.exists()

    confirm(keeper, text)

    term = ProofingTerm.objects.get()
    assert term.exception_list == ["布署员", "布署图"]
    assert term.severity == "block"


def test_nothing_is_half_imported(keeper: Client) -> None:
    text = HEAD + "错别字,按装,安装,,,\n错别字,布,部,,,\n"
    page = upload(keeper, text)

    confirm(keeper, text)

    assert "有 1 行不能导入" in page
    assert "确认导入" not in page
    assert not ProofingTerm.objects.exists()


def test_an_import_writes_over_and_is_searchable(keeper: Client) -> None:
    ProofingTerm.objects.create(word="登录", replacement="登陆")

    confirm(keeper, "词,改为,程度\n登录,登陆,必须改\n按装,安装,\n")

    assert ProofingTerm.objects.get(word="登录").severity == "block"
    assert "按装" in keeper.get(LISTS, {"q": "安装"}).content.decode()
    assert "按装" not in keeper.get(LISTS, {"severity": "block"}).content.decode()


def test_what_is_exported_can_be_imported(keeper: Client) -> None:
    ProofingTerm.objects.create(
        word="登录", replacement="登陆", exceptions="登录系统\n登录名", note='见"词典"'
    )
    answer = keeper.get(LISTS, {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()

    assert next(csv.reader(io.StringIO(text))) == HEAD.strip().split(",")
    assert [row.verdict for row in read_rows(text)] == [Verdict.SAME]


def test_an_upload_without_a_file_says_so(keeper: Client) -> None:
    page = keeper.post(reverse("news_proofing_import"), {}).content.decode()

    assert "请先选择一个 CSV 文件。" in page


@pytest.mark.parametrize(
    ("group", "status"),
    [("编辑", 302), ("主编", 200)],
)
def test_who_may_import(client: Client, group: str, status: int) -> None:
    client.force_login(UserFactory(groups=[group]))

    assert client.get(reverse("news_proofing_import")).status_code == status


def test_reporters_read_the_lists(client: Client) -> None:
    client.force_login(UserFactory(groups=["编辑"]))

    page = client.get(LISTS).content.decode()

    assert "校对词" in page
    assert "导入 CSV" not in page
