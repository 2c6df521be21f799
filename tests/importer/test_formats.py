"""Posts of Hexo and Hugo, beside those of Jekyll."""

from pathlib import Path

import pytest

from news.importer.find import find_post_files
from news.importer.read import PostFile
from news.importer.record import PostRecord, read_key, read_record
from tests.importer.builders import CODE, SENTENCE, post_text, read, write_post

HEADS = {
    "toml": """+++
title = "一湖碧水: 怎样回来"
date = 2024-04-09T08:30:00+08:00
categories = ["linhuribao"]
tags = ["临湖日报新闻", "治水"]
[params]
weight = 1.50
+++
""",
    "json": """{
  "title": "一湖碧水: 怎样回来",
  "date": "2024-04-09T08:30:00+08:00",
  "categories": ["linhuribao"],
  "tags": ["临湖日报新闻", "治水"],
  "weight": 1.50
}
""",
    "hexo": """title: "一湖碧水: 怎样回来"
date: 2024-04-09T08:30:00+08:00
categories:
- linhuribao
tags:
- 临湖日报新闻
- 治水
---
""",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_every_form_of_front_matter_is_read(tmp_path: Path, head: str) -> None:
    record = read(tmp_path, f"{head}\n{SENTENCE}\n")

    assert record.title == "一湖碧水: 怎样回来"
    assert record.published_at is not None
    assert record.published_at.isoformat() == "2024-04-09T08:30:00+08:00"
    assert (record.category.slug, record.category.name) == ("linhuribao", "临湖日报")
    assert record.tags == ("临湖日报新闻", "治水")
    assert [block.text for block in record.blocks] == [SENTENCE]
    assert "front_matter_repaired" not in record.problems


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('+++\ntitle = "他说"好"\n+++\n', '他说"好'),
        ('---\ntitle: "聚焦短板\ndate: 2024-04-09\n---\n', "聚焦短板"),
        ("---\ntitle: '聚焦短板\n---\n", "聚焦短板"),
        ('---\ntitle: "短板"，再聚焦"\n---\n', '短板"，再聚焦'),
        ('---\ntags: [a\ntitle: 聚焦短板"\n---\n', "聚焦短板"),
    ],
)
def test_a_broken_title_keeps_no_stray_quote(
    tmp_path: Path, head: str, title: str
) -> None:
    record = read(tmp_path, f"{head}\n{SENTENCE}\n")

    assert record.title == title
    assert "front_matter_repaired" in record.problems


@pytest.mark.parametrize(
    "text",
    [
        "说明：这里没有头\n\n---\n\n正文",
        "title 没有冒号\n---\n正文",
        "{这不是 JSON}\n正文",
        "[1, 2]\n正文",
        "+++\n没有结尾",
    ],
)
def test_what_only_looks_like_front_matter_is_none(tmp_path: Path, text: str) -> None:
    record = read(tmp_path, text)

    assert record.is_refused
    assert "missing_front_matter" in record.problems


def test_deep_json_is_no_front_matter(tmp_path: Path) -> None:
    record = read(tmp_path, '{"a":' + "[" * 100_000)

    assert record.is_refused


@pytest.mark.parametrize("head", ["draft: true", "published: false"])
def test_what_its_writer_holds_back_stays_a_draft(tmp_path: Path, head: str) -> None:
    text = post_text().replace("layout: post", head)

    record = read(tmp_path, text)

    assert record.is_draft
    assert record.problems == ("marked_as_draft",)


def test_a_bundle_has_the_name_of_its_folder(tmp_path: Path) -> None:
    text = f"---\ntitle: 春天\ndate: 2024-04-09\n---\n{SENTENCE}\n"
    write_post(tmp_path, text, "spring/index.md")
    write_post(tmp_path, text, "autumn/index.zh-cn.md")
    write_post(tmp_path, text, "_index.md")

    files = find_post_files([tmp_path])

    assert [read_record(file).original_code for file in files] == ["autumn", "spring"]


@pytest.mark.parametrize("name", [f"2024-04-09-{CODE}.md", "spring.md", "a/index.md"])
def test_the_key_is_known_without_the_record(tmp_path: Path, name: str) -> None:
    for text in (post_text(), f"---\ntitle: 春天\n---\n{SENTENCE}\n"):
        file = PostFile(name, write_post(tmp_path, text, name))

        assert read_key(file) == _read(file).key


def _read(file: PostFile) -> PostRecord:
    return read_record(file)


@pytest.mark.parametrize(
    ("code", "block"),
    [
        (
            "{% asset_img lake.jpg 清晨的湖 %}",
            ["image", "清晨的湖", {"src": "lake.jpg"}],
        ),
        (
            '{{< figure src="/img/a.jpg" caption="清晨的湖" >}}',
            ["image", "清晨的湖", {"src": "/img/a.jpg"}],
        ),
        ("{% highlight sh %}\nls  -l\n{% endhighlight %}", ["code", "ls  -l", {}]),
        ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", ["code", "x := 1", {}]),
    ],
)
def test_pictures_and_code_of_site_generators_are_kept(
    tmp_path: Path, code: str, block: list[object]
) -> None:
    record = read(tmp_path, post_text(f"{SENTENCE}\n\n{code}\n\n{SENTENCE}\n\n"))

    assert record.blocks[1].as_report() == block


def test_editors_without_colons_leave_the_body(tmp_path: Path) -> None:
    body = f"<p>{SENTENCE}</p><p>编辑 张三 校对 李四</p>"

    record = read(tmp_path, post_text(body))

    assert record.editors == ("张三", "李四")
    assert [block.text for block in record.blocks] == [SENTENCE]
