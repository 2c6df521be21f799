"""A post as a record of a story, without a database."""

import re
from pathlib import PurePath

from news.addresses import RESERVED_SLUGS, pinyin_slug
from news.importer.blocks import Block
from news.importer.characters import collapse_spaces
from news.importer.dates import read_date
from news.importer.exported import FORMAT
from news.importer.exported_record import (
    is_exported,
    make_exported_record,
    read_exported_key,
)
from news.importer.flow import Flow
from news.importer.frontmatter import FrontMatter, split_front_matter
from news.importer.markup import parse_html
from news.importer.parse import parse_body
from news.importer.pieces import TextPiece
from news.importer.post_record import Category, Picture, PostRecord, story_key
from news.importer.read import PostFile, PostText, read_post, read_text
from news.importer.tail import Tail, split_tail, without_closing

# "2024-04-09-NW202404099001000001"; of other names the date is part of the code.
_CODE_IN_NAME = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}-)?((?:NW)?\d{10,})", re.IGNORECASE
)
__all__ = [
    "Category",
    "Picture",
    "PostRecord",
    "make_record",
    "read_key",
    "read_record",
    "story_key",
]

_BUNDLE = re.compile(r"index(?:\.[a-z]{2}(?:-[a-z]+)?)?", re.IGNORECASE)
_PATH_OR_MARKUP = re.compile(r"[/\\<>\"'&?#%;]|\.\.")
_NOT_SLUG = re.compile(r"[^A-Za-z0-9_]+")
_LONGEST_SLUG = 100
_LONGEST_CODE = 100
_LONGEST_TAG = 100
_LONGEST_MADE_TITLE = 30
_HAS_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&#?\w+;")


def read_key(file: PostFile) -> str:
    """Return the key of the article in a file, without parsing its body."""
    text = read_text(file, set())
    if is_exported(text):
        front, _body = split_front_matter(text, set())
        return read_exported_key(front, file.name)
    _head, tail = split_tail(text, set())
    return story_key(_code(file, tail))


def read_record(file: PostFile) -> PostRecord:
    """Return the record of one post file.

    Raises UnreadableFileError when the file cannot be read.
    """
    return make_record(read_post(file))


def make_record(post: PostText) -> PostRecord:
    """Return the record of a post that has been read."""
    if post.front_matter.first("format") == FORMAT:
        return make_exported_record(post)
    problems = set(post.problems)
    front = post.front_matter
    if _is_held_back(front):
        problems.add("marked_as_draft")
    body, tail = split_tail(post.body, problems)
    title = _plain(front.first("title"), problems)
    parsed = parse_body(body, problems, title=title, is_html=post.file.is_html)
    category = _category(front, tail, problems)
    said = parsed.credits
    return PostRecord(
        file_name=post.file.name,
        title=title or _title_from(parsed.blocks, problems),
        published_at=read_date(front.first("date"), problems, file_name=post.file.name),
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
        path=str(post.file.path),
        problems=tuple(sorted(problems)),
    )


def _is_held_back(front: FrontMatter) -> bool:
    """Return whether the writer has not let the post go yet (Jekyll, Hexo, Hugo)."""
    is_draft = front.first("draft").lower() == "true"
    return is_draft or front.first("published").lower() == "false"


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
    path = PurePath(file.name)
    # Hugo's bundles: the name is that of the folder.
    is_bundle = path.parent.name and _BUNDLE.fullmatch(path.stem)
    stem = path.parent.name if is_bundle else path.stem
    in_name = _CODE_IN_NAME.fullmatch(stem)
    return (tail.code or (in_name[1] if in_name else stem))[:_LONGEST_CODE]
