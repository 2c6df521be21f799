"""The HTML of each body block."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.embeds.exceptions import EmbedNotFoundException

from news.blocks.story import StoryBlock
from tests.factories import NewsImageFactory, NewsPageFactory

BLOCK_ID = "00000000-0000-4000-8000-000000000001"


def block_html(kind: str, value: Any) -> str:
    """Render one block as publishing does, on one line."""
    raw = [{"type": kind, "id": BLOCK_ID, "value": value}]
    html = str(StoryBlock().to_python(raw).render_as_block())
    return " ".join(html.split())


def picture(**fields: Any) -> dict[str, Any]:
    """Return the value of an image block."""
    empty = {"image": None, "address": "", "caption": "", "credit": "", "alt": ""}
    return empty | fields


def test_paragraph_is_its_html() -> None:
    assert "<p>路灯<b>亮</b>了。</p>" in block_html(
        "paragraph", "<p>路灯<b>亮</b>了。</p>"
    )


@pytest.mark.parametrize("level", ["2", "3"])
def test_heading_carries_its_anchor(level: str) -> None:
    html = block_html("heading", {"text": "夯实<基础>", "level": level})

    assert f'<h{level} id="{BLOCK_ID}">夯实&lt;基础&gt;</h{level}>' in html


def test_quote_keeps_its_lines() -> None:
    html = block_html("quote", {"text": "一行\n<二行>", "attribution": "邵丰年"})

    assert "<blockquote><p>一行<br>&lt;二行&gt;</p></blockquote>" in html
    assert "<figcaption>邵丰年</figcaption>" in html


def test_quote_without_attribution_has_no_caption() -> None:
    html = block_html("quote", {"text": "一行", "attribution": ""})

    assert "figcaption" not in html


def test_table_has_caption_and_header_cells() -> None:
    html = block_html(
        "table",
        {
            "data": [["机具", "今年"], ["<微耕机>", "900"]],
            "first_row_is_table_header": True,
            "table_header_choice": "row",
            "table_caption": "补贴额",
        },
    )

    assert "<caption>补贴额</caption>" in html
    assert '<th scope="col">机具</th>' in html
    assert "&lt;微耕机&gt;" in html


def test_merged_cells_are_shown_once() -> None:
    html = block_html(
        "table",
        {
            "data": [
                ["机具", "补贴", ""],
                ["", "今年", "去年"],
                ["微耕机", "900", "600"],
            ],
            "first_row_is_table_header": True,
            "table_header_choice": "row",
            "mergeCells": [
                {"row": 0, "col": 0, "rowspan": 2, "colspan": 1},
                {"row": 0, "col": 1, "rowspan": 1, "colspan": 2},
            ],
        },
    )

    assert '<th scope="col" rowspan="2">机具</th>' in html
    assert '<th scope="col" colspan="2">补贴</th> </tr>' in html
    assert html.count("<th ") == 4
    assert html.count("<td>") == 3


def test_first_column_may_be_a_header() -> None:
    html = block_html(
        "table",
        {"data": [["微耕机", None]], "table_header_choice": "column", "cell": []},
    )

    assert '<th scope="row">微耕机</th> <td></td>' in html


def test_cell_keeps_its_alignment() -> None:
    html = block_html(
        "table",
        {
            "data": [["900"]],
            "table_header_choice": "neither",
            "cell": [{"row": 0, "col": 0, "className": "htRight"}],
        },
    )

    assert '<td class="htRight">900</td>' in html


def test_wide_table_can_be_scrolled_by_keyboard() -> None:
    html = block_html("table", {"data": [["甲"]], "table_header_choice": "neither"})

    assert 'role="region" aria-label="表格" tabindex="0"' in html


def test_code_keeps_its_spaces() -> None:
    raw = [{"type": "code", "id": BLOCK_ID, "value": {"text": "07:30  首班\n<b>"}}]

    html = str(StoryBlock().to_python(raw).render_as_block())

    assert "<code>07:30  首班\n&lt;b&gt;</code>" in html


@pytest.mark.django_db
def test_image_is_offered_in_sizes_and_formats() -> None:
    image = NewsImageFactory(alt_text="薄雾", credit="本报插画", renditions=True)

    html = block_html("image", picture(image=image.pk, caption="清晨"))

    assert '<source type="image/avif"' in html
    assert "format-webp.webp 100w" in html
    assert "format-jpeg.jpg 100w" in html
    assert 'alt="薄雾"' in html
    assert "<figcaption>清晨（本报插画）</figcaption>" in html


@pytest.mark.django_db
def test_words_of_the_block_win_over_those_of_the_library() -> None:
    image = NewsImageFactory(alt_text="薄雾", credit="本报插画")

    html = block_html("image", picture(image=image.pk, alt="湖", credit="资料图"))

    assert 'alt="湖"' in html
    assert "<figcaption>（资料图）</figcaption>" in html


def test_picture_outside_the_library_is_linked_not_loaded() -> None:
    html = block_html("image", picture(address="https://img.example.cn/a.jpg"))

    assert "图片未入库" in html
    assert 'href="https://img.example.cn/a.jpg"' in html
    assert "<img" not in html


def test_picture_with_a_script_address_is_not_linked() -> None:
    html = block_html("image", picture(address="javascript:alert(1)"))

    assert "图片未入库" in html
    assert "javascript:" not in html


@pytest.mark.django_db
def test_document_says_what_it_is() -> None:
    document = Document.objects.create(title="年报", file="report.pdf", file_size=2048)

    html = block_html("document", document.pk)

    assert f'<a href="{document.url}">年报</a>' in html
    assert "PDF，2.0" in html


def test_embed_without_its_site_becomes_a_link(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise EmbedNotFoundException

    monkeypatch.setattr("wagtail.embeds.format.embeds.get_embed", refuse)

    html = block_html("embed", "https://video.example/watch?v=1")

    assert '<a href="https://video.example/watch?v=1"' in html


@pytest.mark.django_db
def test_related_story_is_linked() -> None:
    story = NewsPageFactory(title="同题稿件")

    html = block_html("related", story.pk)

    assert f'<a href="{story.get_url()}">同题稿件</a>' in html


@pytest.mark.django_db
def test_related_draft_is_not_named() -> None:
    draft = NewsPageFactory(title="未发的稿件", live=False)

    html = block_html("related", draft.pk)

    assert "未发的稿件" not in html


def test_editor_previews_a_block_in_the_dress_of_the_site(
    admin_client: Client,
) -> None:
    block = StoryBlock().child_blocks["quote"]

    response = admin_client.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )

    html = response.content.decode()
    assert "/static/news/site.css" in html
    assert '<div class="story-body">' in html
    assert "走近了，心里自然就亮。" in html
