"""A post as a record of a story, without a database."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any, Self
from uuid import UUID, uuid5

from news.addresses import RESERVED_SLUGS, pinyin_slug
from news.importer.blocks import Block
from news.importer.characters import collapse_spaces
from news.importer.dates import read_date
from news.importer.flow import Flow
from news.importer.frontmatter import FrontMatter
from news.importer.markup import parse_html
from news.importer.parse import parse_body
from news.importer.people import Credit
from news.importer.pieces import TextPiece
from news.importer.problems import is_refused, stays_draft
from news.importer.read import PostFile, PostText, read_post
from news.importer.tail import Tail, split_tail, without_closing

_BLOCK_NAMESPACE = UUID("5d6f6f4c-6f0b-5f7c-9c55-1f0b7b0f3d61")
# "2024-04-09-NW202404099001000001"; of other names the date is part of the code.
_CODE_IN_NAME = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}-)?((?:NW)?\d{10,})", re.IGNORECASE
)
_PATH_OR_MARKUP = re.compile(r"[/\\<>\"'&?#%;]|\.\.")
_NOT_SLUG = re.compile(r"[^A-Za-z0-9_]+")
_LONGEST_SLUG = 100
_LONGEST_CODE = 100
_LONGEST_TAG = 100
_LONGEST_MADE_TITLE = 30
_HAS_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&#?\w+;")


@dataclass(frozen=True)
class Category:
    """Where a story belongs; either part is '' when the post does not say."""

    slug: str
    name: str


@dataclass(frozen=True)
class PostRecord:
    """All that one post says; ready to be written."""

    file_name: str
    title: str
    published_at: datetime | None
    category: Category
    tags: tuple[str, ...]
    byline: tuple[Credit, ...]
    source: str
    original_url: str
    original_code: str
    editors: tuple[str, ...]
    original_title: str
    summary: str
    blocks: tuple[Block, ...]
    problems: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Return whether the file is no post, or not to be trusted."""
        return is_refused(self.problems)

    @property
    def is_draft(self) -> bool:
        """Return whether somebody must look at the story before readers do."""
        return stays_draft(self.problems)

    @property
    def key(self) -> str:
        """Return what the copies of one article have in common."""
        return story_key(self.original_code)

    @property
    def fingerprint(self) -> str:
        """Return a digest of everything that is written to the page."""
        # Where the file lies and what was mended is not part of the story.
        content = {
            **self.as_report(),
            "byline": self.byline,
            "code": self.original_code,
            "blocks": self.stream_value(),
            "problems": self.is_draft,
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def with_problem(self, problem: str) -> Self:
        """Return the record with one more problem."""
        return replace(self, problems=tuple(sorted({*self.problems, problem})))

    def stream_value(self) -> list[dict[str, Any]]:
        """Return the body as the StreamField's JSON.

        A block's id comes from what it says: it is the same at each run, and stays
        when other blocks of the story change.
        """
        seen: dict[str, int] = {}
        value = []
        for block in self.blocks:
            said = json.dumps([block.type, block.value], ensure_ascii=False)
            seen[said] = seen.get(said, 0) + 1
            name = f"{self.original_code}/{seen[said]}/{said}"
            identity = str(uuid5(_BLOCK_NAMESPACE, name))
            value.append({"type": block.type, "value": block.value, "id": identity})
        return value

    def as_report(self) -> dict[str, Any]:
        """Return the record in the form of `expected.json`."""
        published_at = self.published_at and self.published_at.isoformat()
        return {
            "title": self.title,
            "date": published_at,
            "category": {
                "slug": self.category.slug or None,
                "name": self.category.name or None,
            },
            "tags": list(self.tags),
            "byline": [name for name, _role in self.byline],
            "source": self.source or None,
            "original_url": self.original_url or None,
            "editors": list(self.editors),
            "original_title": self.original_title or None,
            "summary": self.summary or None,
            "blocks": [block.as_report() for block in self.blocks],
            "problems": list(self.problems),
        }


def story_key(code: str) -> str:
    """Return the key of an article: its code, with or without NW before it."""
    return code.upper().removeprefix("NW")


def read_key(file: PostFile) -> str:
    """Return the key of the article in a file, without parsing its body."""
    post = read_post(file)
    _head, tail = split_tail(post.body, set())
    return story_key(_code(file, tail))


def read_record(file: PostFile) -> PostRecord:
    """Return the record of one post file.

    Raises UnreadableFileError when the file cannot be read.
    """
    return make_record(read_post(file))


def make_record(post: PostText) -> PostRecord:
    """Return the record of a post that has been read."""
    problems = set(post.problems)
    front = post.front_matter
    body, tail = split_tail(post.body, problems)
    title = _plain(front.first("title"), problems)
    is_html = post.file.path.suffix.lower() == ".html"
    parsed = parse_body(body, problems, title=title, is_html=is_html)
    category = _category(front, tail, problems)
    said = parsed.credits
    return PostRecord(
        file_name=post.file.name,
        title=title or _title_from(parsed.blocks, problems),
        published_at=read_date(front.first("date"), problems),
        category=category,
        tags=_tags(front, problems),
        byline=said.byline,
        source=said.source,
        original_url=tail.address,
        original_code=_code(post.file, tail),
        editors=said.editors,
        original_title=said.original_title,
        summary=parsed.summary,
        blocks=parsed.blocks,
        problems=tuple(sorted(problems)),
    )


def _plain(text: str, problems: set[str]) -> str:
    if _HAS_MARKUP.search(text):
        pieces = Flow(problems).read(parse_html(text, problems))
        texts = [piece.text for piece in pieces if isinstance(piece, TextPiece)]
        text = " ".join(texts)
    return collapse_spaces(text)


def _title_from(blocks: tuple[Block, ...], problems: set[str]) -> str:
    problems.add("missing_title")
    first = next((block.text for block in blocks if block.text), "")
    if not first:
        return ""
    problems.add("title_from_body")
    return first.split("\n")[0][:_LONGEST_MADE_TITLE]


def _category(front: FrontMatter, tail: Tail, problems: set[str]) -> Category:
    written = front.first("categories", "category")
    name = tail.category_name or _name_in_tags(front)
    if not written:
        problems.add("missing_category")
        return Category("", name)
    slug = _slug(written, problems)
    if " " in written:
        problems.add("category_split")
    return Category(slug or pinyin_slug(name).replace("-", ""), name)


def _slug(written: str, problems: set[str]) -> str:
    ascii_only = written if written.isascii() else pinyin_slug(written).replace("-", "")
    slug = _NOT_SLUG.sub("-", ascii_only).strip("-_")[:_LONGEST_SLUG]
    if slug in RESERVED_SLUGS:
        slug = f"{slug}-category"
    if _PATH_OR_MARKUP.search(written) or not slug:
        problems.add("bad_slug")
    elif slug != written or slug != slug.lower():
        # Capitals stay: slugs that differ only in them are two categories.
        problems.add("slug_normalised")
    return slug


def _name_in_tags(front: FrontMatter) -> str:
    names = [tag.strip() for tag in front.all("tags", "tag")]
    papers = [name for name in names if name.endswith("新闻") and name != "新闻"]
    return without_closing(papers[0]) if papers else ""


def _tags(front: FrontMatter, problems: set[str]) -> tuple[str, ...]:
    written = [
        collapse_spaces(tag)[:_LONGEST_TAG]
        for value in front.all("tags", "tag")
        for tag in re.split(r"[,，]", value)
    ]
    tags = [tag for tag in written if tag]
    if len(set(tags)) < len(tags):
        problems.add("duplicate_tag_removed")
    return tuple(dict.fromkeys(tags))


def _code(file: PostFile, tail: Tail) -> str:
    stem = PurePath(file.name).stem
    in_name = _CODE_IN_NAME.fullmatch(stem)
    return (tail.code or (in_name[1] if in_name else stem))[:_LONGEST_CODE]
