"""Documents as the JSON that is sent: ready parts put together, nothing parsed.

Rows are documents, or anything that has their columns as attributes.
"""

import json
from json.encoder import encode_basestring as quoted
from typing import Any, NamedTuple

from django.conf import settings

from news.published.models import CATEGORY_TYPE, HOME_TYPE, STORY_TYPE, iso_time

# Columns that each form needs.
BASIC_COLUMNS = ("page_id", "type", "path", "slug", "title", "first_published_at")
CARD_COLUMNS = (
    *BASIC_COLUMNS,
    "parent_id",
    "parent_title",
    "source_id",
    "source_name",
    "source_url",
    "card",
)
FULL_COLUMNS = (*CARD_COLUMNS, "parent_is_public", "corrections", "meta", "rest")
_PAGES = "/api/v2/pages"
# Members that hold addresses of files.
_ADDRESS_MEMBERS = ("src", "url")
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Addresses(NamedTuple):
    """What stands before paths, without a slash at the end: "https://paper.example"."""

    api: str
    site: str
    media: str


def card_json(row: Any, root: str) -> str:
    """Return a story as a list shows it, where one host has site, API and media."""
    return card_item(row, Addresses(root, root, root))


def basic_item(row: Any, at: Addresses) -> str:
    """Return what a list shows of any page."""
    return f'{{"id":{row.page_id},"meta":{{{_meta(row, at)}}},"title":{quoted(row.title)}}}'


def card_item(row: Any, at: Addresses) -> str:
    """Return what a list of stories shows of one."""
    own = f"{_joined(row.card)}{_relations(row)}"
    return with_media(f"{basic_item(row, at)[:-1]}{own}}}", at.media)


def full_item(row: Any, at: Addresses, locale: str | None) -> str:
    """Return all that a list can show of a page."""
    return _whole(row, at, _locale(locale))


def detail_item(row: Any, at: Addresses, locale: str | None = None) -> str:
    """Return a page as the detail view answers it."""
    return _whole(row, at, f'{_locale(locale)},"parent":{parent_json(row, at)}')


def picked_item(
    row: Any, at: Addresses, names: frozenset[str], meta_names: frozenset[str]
) -> str:
    """Return some members of a page, for a request that names them."""
    whole = json.loads(detail_item(row, at, settings.LANGUAGE_CODE))
    meta = whole.pop("meta")
    picked = {"id": whole.pop("id")} if "id" in names else {}
    if chosen := {name: meta[name] for name in meta if name in meta_names & names}:
        picked["meta"] = chosen
    picked.update({name: whole[name] for name in whole if name in names})
    return dumps(picked)


def parent_json(row: Any, at: Addresses) -> str:
    """Return the page above as Wagtail nests it; null when readers cannot see it."""
    if not row.parent_is_public:
        return "null"
    kind = CATEGORY_TYPE if row.type == STORY_TYPE else HOME_TYPE
    return (
        f'{{"id":{row.parent_id},"meta":{{"type":"{kind}",'
        f'"detail_url":"{detail_url(row.parent_id, at.api)}",'
        f'"html_url":{quoted(at.site + _parent_path(row))}}},'
        f'"title":{quoted(row.parent_title)}}}'
    )


def _whole(row: Any, at: Addresses, more_meta: str) -> str:
    meta = f"{_meta(row, at)}{_joined(row.meta)}{more_meta}"
    own = f"{_joined(row.card)}{_relations(row)}{_corrections(row)}{_joined(row.rest)}"
    text = f'{{"id":{row.page_id},"meta":{{{meta}}},"title":{quoted(row.title)}{own}}}'
    return with_media(text, at.media)


def _meta(row: Any, at: Addresses) -> str:
    """Return the members of `meta` that every list shows."""
    moment = row.first_published_at
    first = f'"{iso_time(moment)}"' if moment else "null"
    return (
        f'"type":"{row.type}","detail_url":"{detail_url(row.page_id, at.api)}",'
        f'"html_url":{quoted(at.site + row.path)},"slug":{quoted(row.slug)},'
        f'"first_published_at":{first}'
    )


def _locale(locale: str | None) -> str:
    return f',"locale":"{locale}"' if locale else ""


def _joined(members: str) -> str:
    """Return what stands between the braces of a JSON object, after a comma."""
    return f",{members[1:-1]}" if len(members) > 2 else ""


def _relations(row: Any) -> str:
    """Return a story's category and source, as `PublishedDocument.relations` has them."""
    if row.type != STORY_TYPE:
        return ""
    path = _parent_path(row)
    slug = path.rstrip("/").rpartition("/")[2]
    source = "null"
    if row.source_id is not None:
        source = f'{{"name":{quoted(row.source_name)},"url":{quoted(row.source_url)}}}'
    return (
        f',"category":{{"id":{row.parent_id},"title":{quoted(row.parent_title)},'
        f'"slug":{quoted(slug)},"path":{quoted(path)}}},"source":{source}'
    )


def _corrections(row: Any) -> str:
    """Return what readers were told about a story since it was published."""
    return f',"corrections":{row.corrections}' if row.type == STORY_TYPE else ""


def _parent_path(row: Any) -> str:
    return row.path[: row.path.rstrip("/").rfind("/") + 1]


def with_media(text: str, root: str) -> str:
    """Make addresses of media files absolute, where the storage gives paths.

    A quotation mark inside a JSON text is escaped: what follows `"src":"` is the
    beginning of an address and never a story's words.
    """
    path = settings.MEDIA_URL
    if not path.startswith("/"):
        return text
    for member in _ADDRESS_MEMBERS:
        text = text.replace(f'"{member}":"{path}', f'"{member}":"{root}{path}')
    return text


def detail_url(page_id: int | None, root: str) -> str:
    """Return where the API describes a page."""
    return f"{root}{_PAGES}/{page_id}/"


def dumps(value: object) -> str:
    """Return JSON as it is sent: short, and Chinese as it is written."""
    return _encoder.encode(value)
