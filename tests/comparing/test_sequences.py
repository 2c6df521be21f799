"""Bodies compared block by block, each as its kind wants it."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks

from news.blocks.story import StoryBlock
from news.comparing.blocks import compare
from news.comparing.matching import match, unmoved
from news.comparing.sequences import stream_parts
from news.comparing.texts import Differ

WORDS = "县里不断夯实文明县城创建基础，隆畅社区的居民说，路灯亮了，路也平了。"


def stream(*children: tuple[str, str, Any]) -> Any:
    """Return the value of a body: its blocks as (id, kind, raw value)."""
    rows = [{"id": key, "type": kind, "value": value} for key, kind, value in children]
    return StoryBlock().to_python(rows)


def paragraphs(*ids: str) -> Any:
    """Return a body of paragraphs whose words are their ids, many times."""
    return stream(*((key, "paragraph", f"<p>{key * 9}</p>") for key in ids))


def shown(before: Any, after: Any) -> str:
    """Return the comparison of two bodies, without spaces between its tags."""
    html = compare(StoryBlock(), before, after, Differ()).html
    return re.sub(r"\s+", " ", html).replace("> <", "><")


def heads(html: str) -> list[str]:
    """Return what is said of the blocks that are not the same."""
    return re.findall(r"<strong>(.*?)</strong>", html)


def test_only_the_block_that_moved_is_shown_as_moved() -> None:
    html = shown(paragraphs(*"甲乙丙丁"), paragraphs(*"乙丙丁甲"))

    assert heads(html) == ["移走，原第 1 块，现第 4 块", "移动，原第 1 块，现第 4 块"]
    assert "<ins" not in html
    assert "<del" not in html


def test_a_block_that_moved_and_changed_shows_both() -> None:
    before = stream(("a", "paragraph", "<p>甲</p>"), ("b", "paragraph", "<p>路灯</p>"))
    after = stream(("b", "paragraph", "<p>街灯</p>"), ("a", "paragraph", "<p>甲</p>"))

    html = shown(before, after)

    assert "移动并修改，原第 2 块，现第 1 块" in html or "移走，原第 1 块" in html
    assert "<del>路</del><ins>街</ins>灯" in html


def test_added_and_removed_blocks_stand_where_they_were() -> None:
    html = shown(paragraphs(*"甲乙丙"), paragraphs(*"甲丁丙"))

    assert heads(html) == ["删除，原第 2 块", "新增，第 2 块"]


def test_new_ids_alone_are_no_change() -> None:
    before = stream(("a", "paragraph", f"<p>{WORDS}</p>"))
    after = stream(("z", "paragraph", f"<p>{WORDS}</p>"))

    assert not compare(StoryBlock(), before, after, Differ()).is_changed


def test_a_rewritten_id_with_like_words_is_a_changed_block() -> None:
    before = stream(("a", "paragraph", f"<p>{WORDS}</p>"))
    after = stream(("z", "paragraph", f"<p>{WORDS}居民很高兴。</p>"))

    assert heads(shown(before, after)) == ["修改，第 1 块"]


def test_a_block_of_another_kind_is_another_block() -> None:
    before = stream(("a", "paragraph", f"<p>{WORDS}</p>"))
    after = stream(("a", "quote", {"text": WORDS, "attribution": ""}))

    assert heads(shown(before, after)) == ["删除，原第 1 块", "新增，第 1 块"]


def test_unchanged_blocks_are_folded_but_for_the_neighbours() -> None:
    html = shown(paragraphs(*"甲乙丙丁戊己"), paragraphs(*"甲乙丙丁戊己庚"))

    assert "<summary>4 块没有变化</summary>" in html


def test_a_level_is_format_and_no_text() -> None:
    before = stream(("a", "heading", {"text": "夯实基础", "level": "2"}))
    after = stream(("a", "heading", {"text": "夯实基础", "level": "3"}))

    html = shown(before, after)

    assert "（标题由二级改为三级）" in html
    assert "<ins" not in html


def test_parts_of_a_block_are_named() -> None:
    before = stream(("a", "quote", {"text": "心里亮", "attribution": "卓爷爷"}))
    after = stream(("a", "quote", {"text": "心里亮", "attribution": "卓奶奶"}))

    html = shown(before, after)

    assert "<dt>出处</dt><dd>卓<del>爷爷</del><ins>奶奶</ins></dd>" in html


def table(*rows: list[str], caption: str = "补贴额") -> Any:
    """Return a body of one table."""
    value = {
        "data": list(rows),
        "table_caption": caption,
        "table_header_choice": "row",
    }
    return stream(("t", "table", value))


def test_a_cell_of_a_table_is_compared_by_itself() -> None:
    html = shown(
        table(["机具", "今年"], ["微耕机", "900"]),
        table(["机具", "今年"], ["微耕机", "950"]),
    )

    assert html.count("<del>") == 1
    assert "<del>900</del><ins>950</ins>" in html


def test_a_column_of_a_table_comes_and_a_row_goes() -> None:
    html = shown(
        table(["机具", "今年"], ["微耕机", "900"], ["拖拉机", "7000"]),
        table(["机具", "去年", "今年"], ["微耕机", "800", "900"]),
    )

    assert html.count('<td class="diff-table__added">') == 2
    assert html.count('<td class="diff-table__removed">') == 3
    assert re.findall("<ins>(.*?)</ins>", html) == ["去年", "800"]
    assert re.findall("<del>(.*?)</del>", html) == ["拖拉机", "7000"]


def test_a_header_of_a_table_is_changed_in_words() -> None:
    before, after = table(["甲"]), table(["甲"])
    after[0].value["table_header_choice"] = "both"

    html = shown(before, after)

    assert "<del>第一行是表头</del><ins>第一行和第一列是表头</ins>" in html


def test_lists_of_any_block_are_compared_by_their_items() -> None:
    block = blocks.ListBlock(blocks.CharBlock(), label="要点")
    items = [{"type": "item", "id": key, "value": key * 5} for key in "甲乙丙"]

    found = compare(block, block.to_python(items), block.to_python(items[1:]), Differ())

    assert heads(re.sub(r"\s+", " ", found.html)) == ["删除，原第 1 块"]


def test_hostile_words_of_every_kind_stay_words() -> None:
    evil = "<script>x</script>"
    kinds = {
        "paragraph": "<p>&lt;script&gt;x&lt;/script&gt;</p>",
        "heading": {"text": evil, "level": evil},
        "quote": {"text": evil, "attribution": evil},
        "code": {"text": evil},
        "embed": f"https://a.example.cn/?{evil}",
        "table": {"data": [[evil]], "table_caption": evil, "table_header_choice": evil},
        "image": {"image": None, "address": evil, "caption": evil},
    }
    body = stream(*((kind, kind, value) for kind, value in kinds.items()))

    for before, after in ((stream(), body), (body, stream()), (body, body)):
        assert "<script" not in shown(before, after)


@given(st.permutations("甲乙丙丁戊己"), st.sets(st.sampled_from("甲乙丙丁戊己庚辛")))
def test_every_block_is_matched_and_what_stays_keeps_its_order(
    order: list[str], kept: set[str]
) -> None:
    before = stream_parts(paragraphs(*order))
    after = stream_parts(paragraphs(*sorted(kept)))

    matches = match(before, after)
    stayed = sorted(unmoved(matches))

    assert {before[was].id for was, _ in matches} == set(order) & kept
    assert all(before[was].id == after[now].id for was, now in matches)
    assert stayed == sorted(stayed, key=lambda pair: pair[1])


def long_body(characters: list[str]) -> Any:
    """Return a body of paragraphs of 200 characters each."""
    return stream(
        *(
            (str(at), "paragraph", f"<p>{''.join(characters[at : at + 200])}</p>")
            for at in range(0, len(characters), 200)
        )
    )


def test_of_20000_characters_the_changed_ones_are_found() -> None:
    words = [chr(0x4E00 + place * 7919 % 6000) for place in range(20_000)]

    html = shown(long_body(words), long_body([*words[:7000], "A", *words[7001:]]))

    assert re.findall("<ins>(.*?)</ins>", html) == ["A"]
    assert re.findall("<del>(.*?)</del>", html) == [words[7000]]


def test_when_the_time_is_over_what_differs_is_shown_as_a_whole() -> None:
    before = stream(("a", "paragraph", "<p>甲县城的路灯乙亮了丙</p>"))
    after = stream(("a", "paragraph", "<p>丁县城的街灯戊亮了己</p>"))

    html = compare(StoryBlock(), before, after, Differ(seconds=-1)).html

    assert "<del>甲县城的路灯乙亮了丙</del><ins>丁县城的街灯戊亮了己</ins>" in html
