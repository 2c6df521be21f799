"""A story that `export_posts` wrote, back as a record."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from news.importer.exported import FORMAT, read_body
from news.importer.frontmatter import FrontMatter
from news.importer.notes import read_notes
from news.importer.people import Credit
from news.importer.post_record import Category, Picture, PostRecord, story_key
from news.importer.read import PostText

_START = f"---\nformat: {FORMAT}\n"
# Plain fields of the page that no other post says anything about.
PAGE_FIELDS = (
    "kicker",
    "subtitle",
    "original_author",
    "seo_title",
    "search_description",
)
ROLES = ("reporter", "correspondent", "photographer", "author")


def is_exported(text: str) -> bool:
    """Return whether a post is one of our own exports."""
    return text.startswith(_START)


def make_exported_record(post: PostText) -> PostRecord:
    """Return the record of an exported story, exactly as the page was."""
    problems = set(post.problems)
    front = post.front_matter
    if front.first("draft") == "true":
        problems.add("marked_as_draft")
    title = front.first("title")
    if not title:
        problems.add("missing_title")
    blocks = read_body(post.body, problems)
    story_id = _story_id(front)
    published_at = _moment(front, "date", problems)
    expire_at = _moment(front, "expires", problems)
    picture = front.first("image")
    digest = front.first("image_hash")
    return PostRecord(
        file_name=post.file.name,
        title=title,
        published_at=published_at,
        category=Category(front.first("category"), front.first("category_name")),
        tags=tuple(front.all("tags")),
        byline=tuple(_byline(front)),
        source=front.first("source"),
        original_url=front.first("original_url"),
        original_code=_code(front, post.file.name),
        editors=tuple(front.all("editors")),
        original_title=front.first("original_title"),
        summary=front.first("summary"),
        blocks=blocks,
        problems=tuple(sorted(problems)),
        story_id=story_id,
        slug=front.first("slug"),
        page_fields=tuple((name, front.first(name)) for name in PAGE_FIELDS),
        lead_image=Picture(picture, digest) if picture or digest else None,
        path=str(post.file.path),
        expire_at=expire_at,
        notes=tuple(read_notes(front.all("corrections"))),
    )


def read_exported_key(front: FrontMatter, file_name: str) -> str:
    """Return what `PostRecord.key` will be."""
    return story_key(_code(front, file_name) or _story_id(front))


def _code(front: FrontMatter, file_name: str) -> str:
    """Return the code that a story has on its page, '' when it has none there.

    A file whose code and identity somebody has taken out is known by its name.
    """
    code = front.first("code")
    return code or ("" if _story_id(front) else PurePath(file_name).stem)


def _story_id(front: FrontMatter) -> str:
    try:
        return str(UUID(front.first("story")))
    except ValueError:
        return ""


def _byline(front: FrontMatter) -> Iterator[Credit]:
    """Yield the names under the headline: `byline: ["reporter 张三"]`."""
    for line in front.all("byline"):
        role, _space, name = line.partition(" ")
        if role in ROLES and name:
            yield name, role


def _moment(front: FrontMatter, key: str, problems: set[str]) -> datetime | None:
    text = front.first(key)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        problems.add("bad_date")
        return None
    return moment
