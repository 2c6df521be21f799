"""The sheet in the admin: who sees it, where it is reached, and its PDF."""

import re
import zlib
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from news.models import NewsPage
from news.signoff import pdf
from news.signoff.sheet import make_sheet
from tests.factories import UserFactory

NO_FONTS = "<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir></fontconfig>"


def sign_in(client: Client, *groups: str) -> None:
    """Sign somebody of these groups in."""
    client.force_login(UserFactory(groups=list(groups)))


def address(story: NewsPage, name: str = "news_signoff") -> str:
    """Return where the sheet of a story is."""
    return reverse(name, args=[story.pk])


def unpacked(content: bytes) -> bytes:
    """Return all packed parts of a PDF that can be unpacked."""
    packed = re.findall(rb"FlateDecode[^>]*>>\nstream\n(.*?)\nendstream", content, re.S)
    return b"".join(zlib.decompressobj().decompress(part) for part in packed)


def words_of(document: object) -> str:
    """Return the text that WeasyPrint has laid out on all pages."""
    boxes = (
        box
        for page in document.pages  # type: ignore[attr-defined]
        for box in page._page_box.descendants()
    )
    return "".join(getattr(box, "text", "") for box in boxes)


def test_the_page_tells_all(client: Client, waived: NewsPage) -> None:
    sign_in(client, "主编")

    page = client.get(address(waived)).content.decode()

    for words in [
        *("治水十年", "一湖碧水怎样回来", "临湖水环境调查", "东岭晚报", "柏舟"),
        *("记者 宋时雨、记者 纪明川", "临湖日报", "正文 10 字，标题 8 字"),
        *("林静", "导语太长", "引自原信", "终审"),
        f"版本 {waived.latest_revision_id}",
        make_sheet(waived).fingerprint,
    ]:
        assert words in page


@pytest.mark.parametrize(
    ("group", "status"),
    [("主编", 200), ("编辑", 200), ("初审", 200), ("复审", 200), ("无", 302)],
)
@pytest.mark.parametrize("name", ["news_signoff", "news_signoff_pdf"])
def test_who_works_on_stories_sees_their_sheets(
    client: Client, reviewed: NewsPage, group: str, status: int, name: str
) -> None:
    sign_in(client, group)

    assert client.get(address(reviewed, name)).status_code == status


def test_a_reporter_sees_the_sheets_of_their_own_stories_only(
    client: Client, story: NewsPage
) -> None:
    client.force_login(story.owner)
    assert client.get(address(story)).status_code == 200

    sign_in(client, "记者")
    assert client.get(address(story)).status_code == 302


def test_the_editor_and_the_explorer_lead_to_it(
    client: Client, story: NewsPage
) -> None:
    sign_in(client, "主编")
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    explore = reverse("wagtailadmin_explore", args=[story.get_parent().pk])

    for screen in (edit, explore):
        assert f'href="{address(story)}"' in client.get(screen).content.decode()


def test_a_category_has_no_sheet(client: Client, story: NewsPage) -> None:
    sign_in(client, "主编")
    category = story.get_parent()

    page = client.get(reverse("wagtailadmin_pages:edit", args=[category.pk]))

    assert "signoff" not in page.content.decode()
    assert client.get(address(category)).status_code == 404


def test_the_pdf_carries_its_chinese_font(client: Client, waived: NewsPage) -> None:
    sign_in(client, "主编")

    answer = client.get(address(waived, "news_signoff_pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert make_sheet(waived).fingerprint in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")
    assert b"Noto-Serif-CJK" in unpacked(answer.content)


def test_the_pdf_says_what_the_page_says(waived: NewsPage) -> None:
    document = pdf.lay_out(make_sheet(waived))

    words = words_of(document)

    for expected in ("一湖碧水怎样回来", "导语太长", "引自原信", "正文 10 字"):
        assert expected in words


def test_the_pdf_fetches_nothing(
    story: NewsPage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = Path(finders.find(pdf.STYLES))
    page = f'<img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png">'
    monkeypatch.setattr(pdf, "render_to_string", lambda *_args: page)

    document = pdf.lay_out(make_sheet(story))

    # Nothing but the number of the page.
    assert words_of(document).strip() == "1 / 1"
    refused = [record for record in caplog.records if "disallowed" in record.message]
    assert len(refused) == 2


def test_without_a_chinese_font_the_editor_is_told(
    client: Client,
    story: NewsPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(client, "主编")
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(NO_FONTS.format(folder=tmp_path))
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))

    answer = client.get(address(story, "news_signoff_pdf"))

    assert answer["Location"] == address(story)
    [message] = get_messages(answer.wsgi_request)
    assert "fonts-noto-cjk" in str(message)


def test_without_pango_the_editor_is_told(
    client: Client, story: NewsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "主编")

    def missing(name: str) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return import_module(name)

    monkeypatch.setattr(pdf, "import_module", missing)

    answer = client.get(address(story, "news_signoff_pdf"))

    [message] = get_messages(answer.wsgi_request)
    assert "libpangoft2" in str(message)
