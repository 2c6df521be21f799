"""What one post says: a story that no database knows yet."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID, uuid5

from news.importer.blocks import Block
from news.importer.notes import Note
from news.importer.people import Credit
from news.importer.problems import is_refused, stays_draft

_BLOCK_NAMESPACE = UUID("5d6f6f4c-6f0b-5f7c-9c55-1f0b7b0f3d61")


@dataclass(frozen=True)
class Category:
    """Where a story belongs; either part is '' when the post does not say."""

    slug: str
    name: str


@dataclass(frozen=True)
class Picture:
    """A picture that stands for the story; `image` is its key once it has one."""

    reference: str = ""
    digest: str = ""
    image: int | None = None


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
    # What only our own exports say.
    story_id: str = ""
    slug: str = ""
    page_fields: tuple[tuple[str, str], ...] = ()
    lead_image: Picture | None = None
    expire_at: datetime | None = None
    notes: tuple[Note, ...] = ()
    # Where the file lies, for what lies beside it.
    path: str = ""

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
        return story_key(self.original_code or self.story_id)

    @property
    def fingerprint(self) -> str:
        """Return a digest of everything that is written to the page.

        Where the file lies, what was mended, and which pictures of the library its
        pictures become is not part of the story.
        """
        content = {
            "title": self.title,
            "date": self.published_at and self.published_at.astimezone(UTC).isoformat(),
            "expires": self.expire_at and self.expire_at.astimezone(UTC).isoformat(),
            "category": self.category.slug,
            "tags": sorted(self.tags),
            "byline": self.byline,
            "source": self.source,
            "url": self.original_url,
            "code": self.original_code,
            "editors": self.editors,
            "original_title": self.original_title,
            "summary": self.summary,
            "fields": self.page_fields,
            "lead_image": self.lead_image and self.lead_image.reference,
            "blocks": [block.fingerprint for block in self.blocks],
            "draft": self.is_draft,
        }
        if self.notes:
            # Of all others the digest stays what it was.
            content["notes"] = [note.line for note in self.notes]
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def extra_fields(self) -> dict[str, Any]:
        """Return the fields of the page that only our own exports decide."""
        if not self.story_id:
            return {}
        return {
            **dict(self.page_fields),
            "translation_key": UUID(self.story_id),
            "lead_image_id": self.lead_image and self.lead_image.image,
            "expire_at": self.expire_at,
        }

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
            if block.identity:
                row = {"type": block.type, "value": block.value, "id": block.identity}
                value.append(row)
                continue
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
