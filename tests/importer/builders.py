"""Post files for tests, and what an import made of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wagtail.models import PageLogEntry, Revision

from news.importer.outcome import Handled
from news.importer.parse import ParsedBody, parse_body
from news.importer.read import PostFile
from news.importer.record import PostRecord, read_record
from news.importer.report import as_entry
from news.models import ImportedPost, NewsPage, Person
from news.published.models import Change, PublishedDocument

SAMPLES = Path(__file__).parents[2] / "site_core" / "samples" / "posts"

SENTENCE = "四月的临湖，柳絮落在水面上，打个旋儿就不见了，岸边的人却越来越多。"
CODE = "NW202404099001000001"
OTHER = "NW202404099001000002"


@dataclass
class ImportReport:
    """What a run said of each file, all kept."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_all(self, batch: Sequence[Handled]) -> None:
        """Keep what became of some files."""
        for handled in batch:
            self.files[handled.file_name] = as_entry(handled)


Import = Callable[..., ImportReport]

HEAD = """---
layout: post
title: {title}
date: {date}
categories: {category}
tags: {tags}
---
"""
TAIL = """<p class="em_media">（文章来源：临湖日报）</p>

<http://share.example.cn/html_News/NewsShare.html?infoCode={code}>

[返回临湖日报新闻](//news.example.cn/category/linhuribao.html)｜[返回首页](//news.example.cn/)
"""


def post_text(
    body: str = f"<p>{SENTENCE}</p>",
    *,
    title: str = '"一湖碧水怎样回来"',
    date: str = "2024-04-09 08:30:00 +0800",
    category: str = "linhuribao",
    tags: str = "临湖日报新闻",
    code: str = CODE,
) -> str:
    """Return a post in the plain form."""
    head = HEAD.format(title=title, date=date, category=category, tags=tags)
    return head + body + TAIL.format(code=code)


def write_post(
    folder: Path, content: str | bytes, name: str = f"2024-04-09-{CODE}.md"
) -> Path:
    """Write a post file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_empty_files(folder: Path, *names: str) -> None:
    """Write files that hold nothing."""
    for name in names:
        write_post(folder, "", name)


def read(folder: Path, content: str | bytes) -> PostRecord:
    """Return the record of a post with this content."""
    path = write_post(folder, content)
    return read_record(PostFile(path.name, path))


def parse(body: str) -> tuple[ParsedBody, set[str]]:
    """Return the parts of a body, and the problems found on the way."""
    problems: set[str] = set()
    return parse_body(body, problems), problems


def kinds_and_texts(body: str) -> list[tuple[str, str]]:
    """Return what the blocks of a body are and what they say."""
    parsed, _problems = parse(body)
    return [(block.kind or block.type, block.text) for block in parsed.blocks]


def outcomes(report: ImportReport) -> dict[str, str]:
    """Return what became of each file."""
    return {name: entry["outcome"] for name, entry in report.files.items()}


def only_outcome(report: ImportReport) -> str:
    """Return what became of the only file."""
    (outcome,) = outcomes(report).values()
    return outcome


def count_rows() -> list[int]:
    """Return how many rows each table has that an import may write."""
    models = (
        *(NewsPage, Revision, PublishedDocument, Change),
        *(PageLogEntry, Person, ImportedPost),
    )
    return [model.objects.count() for model in models]
