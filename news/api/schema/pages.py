"""Pages: stories, categories and front pages, whole, as cards and in parts.

Which members a form has is what the viewset says of its fields; here is only what
each of them looks like. A field without a shape is a KeyError: nothing leaves the API
undescribed.
"""

from collections.abc import Iterable

from wagtail.models import Page

from news.api.parameters import INCLUDES
from news.api.schema.blocks import block_components
from news.api.schema.notation import (
    BOOLEAN,
    HTML,
    MOMENT,
    NUMBER,
    TEXT,
    URL,
    Schema,
    chosen,
    constant,
    either,
    listed,
    noted,
    nullable,
    part_of,
    record,
    ref,
    without_need,
)
from news.api.usual import NewsPagesAPIViewSet
from news.blocks.front import FrontPageBlock
from news.models import (
    CategoryIndexPage,
    Correction,
    HomePage,
    NewsByline,
    NewsPage,
    TopicPage,
)
from news.published.documents import META_FIELDS, document_models
from news.published.jsonld import CONTEXT, MEMBER

NAMES = {
    NewsPage: "Story",
    CategoryIndexPage: "CategoryPage",
    HomePage: "HomePage",
    TopicPage: "TopicPage",
}
# Members that `fields=*` and the kind of the request add or leave out.
_SOMETIMES = ("locale", "parent")
_SECTIONS = FrontPageBlock.base_blocks  # type: ignore[attr-defined]
_DRAFT_META = ("type", "slug", "first_published_at", *META_FIELDS)

_FIELDS: dict[str, Schema] = {
    "id": NUMBER,
    "title": TEXT,
    "detail_url": URL,
    "html_url": nullable(URL),
    "slug": TEXT,
    "show_in_menus": BOOLEAN,
    "seo_title": TEXT,
    "search_description": TEXT,
    "first_published_at": nullable(MOMENT),
    "alias_of": nullable(ref("PageLink")),
    "parent": nullable(ref("PageLink")),
    "locale": TEXT,
    "kicker": TEXT,
    "subtitle": TEXT,
    "summary": TEXT,
    "lead_image": nullable(ref("Image")),
    "category": ref("Category"),
    "byline": listed(ref("Byline")),
    "source": nullable(ref("Source")),
    "corrections": listed(ref("Correction")),
    "original_url": TEXT,
    "original_author": TEXT,
    "original_title": TEXT,
    "original_code": TEXT,
    "editors": listed(TEXT),
    "character_count": NUMBER,
    "reading_minutes": NUMBER,
    "published_at": nullable(MOMENT),
    "tags": listed(TEXT),
    "outline": listed(ref("OutlineEntry")),
    "body": listed(ref("Block")),
    "introduction": HTML,
    "sections": listed(ref("SectionPlan")),
    "furniture": ref("Furniture"),
}


_RECORD: dict[str, Schema] = {
    "id": NUMBER,
    "kind": chosen(*map(str, Correction.Kind.values)),
    "kind_label": TEXT,
    "text": TEXT,
    "at": MOMENT,
}


def _labels() -> Schema:
    return chosen(*(model._meta.label for model in document_models()))


def _form(model: type[Page], names: Iterable[str], words: str) -> Schema:
    names = list(names)
    kind = _labels() if model is Page else constant(model._meta.label)
    fields = {**_FIELDS, "type": kind}
    meta_names = NewsPagesAPIViewSet.get_meta_fields_names(model)
    meta = {name: fields[name] for name in meta_names if name in names}
    body = {name: fields[name] for name in names if name not in meta_names}
    meta_record = without_need(record(**meta), _SOMETIMES)
    own = {"id": NUMBER, "meta": meta_record, "title": TEXT}
    return record(words, **(own | body))


def _whole(model: type[Page]) -> Schema:
    names = NewsPagesAPIViewSet.get_available_fields(model)
    schema = _form(model, names, "As its detail shows it, and a listing by `fields=*`.")
    schema["properties"]["included"] = ref("Included")
    if model is NewsPage:
        schema["properties"][MEMBER] = ref("NewsArticle")
    return schema


def _draft(model: type[Page]) -> Schema:
    names = NewsPagesAPIViewSet.get_body_fields_names(model)
    words = "A draft: without addresses; `id` is null until it is first saved."
    schema = _form(model, [*names, *_DRAFT_META], words)
    return {**schema, "properties": {**schema["properties"], "id": nullable(NUMBER)}}


def _listed_form(model: type[Page], words: str) -> Schema:
    return _form(model, NewsPagesAPIViewSet.get_listing_default_fields(model), words)


def _part() -> Schema:
    """Return whatever `fields=` may leave of a page."""
    models = [Page, *document_models()]
    available = NewsPagesAPIViewSet.get_available_fields
    names = dict.fromkeys(name for model in models for name in available(model))
    schema = part_of(_form(Page, names, "The members that `fields=` asked for."))
    meta = schema["properties"]["meta"]
    members = {**schema["properties"], "meta": part_of(meta)}
    added = {"included": ref("Included"), MEMBER: ref("NewsArticle")}
    return {**schema, "properties": {**members, **added}}


def _relations() -> dict[str, Schema]:
    roles = [str(value) for value in NewsByline.Role.values]
    link_meta = record(type=TEXT, detail_url=URL, html_url=nullable(URL))
    return {
        "Category": record(id=NUMBER, title=TEXT, slug=TEXT, path=TEXT),
        "Byline": record(
            "A name under the headline.",
            name=TEXT,
            role=chosen(*roles),
            role_label=TEXT,
        ),
        "Source": record("The paper a story is from.", name=TEXT, url=TEXT),
        "Correction": record(
            "What readers were told about a story since; the newest comes first.",
            **_RECORD,
        ),
        "Withdrawal": record(
            "What a withdrawn story still says.", **_RECORD, title=nullable(TEXT)
        ),
        "OutlineEntry": record(
            "A section heading; `id` is its block's.", id=TEXT, level=NUMBER, text=TEXT
        ),
        "PageLink": record(
            "Another page, in one line.",
            id=NUMBER,
            meta=without_need(link_meta, ["html_url"]),
            title=TEXT,
        ),
        "SectionPlan": record(
            "What an editor asked of a section of the front page or of a package, by "
            "ids of pages; of the front page, `site/` answers with the stories.",
            type=chosen(*_SECTIONS),
            value=record(
                title=TEXT,
                category=nullable(NUMBER),
                tag=TEXT,
                page=nullable(NUMBER),
                number=NUMBER,
                stories=listed(NUMBER),
            ),
            id=TEXT,
        ),
    }


def _included() -> Schema:
    """Return the member that `include=` adds, with those that were asked for."""
    kinds = {"category": ref("CategoryPage"), "related": ref("StoryCard")}
    parent = either(ref("CategoryPage"), ref("HomePage"))
    members = {name: listed(kinds.get(name, parent)) for name in INCLUDES}
    return part_of(record("Objects embedded by `include=`, each once.", **members))


def _news_article() -> Schema:
    """Return the structured data of a story, as news.published.jsonld writes it."""
    person = record(**{"@type": TEXT, "name": TEXT})
    paper = {"@type": TEXT, "@id": URL, "name": TEXT, "url": URL}
    organization = {"@type": TEXT, "name": TEXT, "url": TEXT}
    comment = {"@type": TEXT, "name": TEXT, "text": TEXT, "datePublished": MOMENT}
    members = {
        "@context": constant(CONTEXT),
        "@type": constant("NewsArticle"),
        "@id": URL,
        "url": URL,
        "mainEntityOfPage": URL,
        "headline": TEXT,
        "alternativeHeadline": TEXT,
        "description": TEXT,
        "datePublished": MOMENT,
        "dateModified": MOMENT,
        "author": either(listed(person), part_of(record(**paper))),
        "publisher": part_of(record(**paper)),
        "image": listed(URL),
        "articleSection": TEXT,
        "keywords": listed(TEXT),
        "inLanguage": TEXT,
        "isAccessibleForFree": BOOLEAN,
        "isBasedOn": TEXT,
        "sourceOrganization": part_of(record(**organization)),
        "correction": listed(record(**comment)),
    }
    words = (
        "The story as structured data (schema.org, JSON-LD), for a `<script "
        'type="application/ld+json">`: only in a detail with `fields=json_ld` (`*` '
        "leaves it out). What is not known is left out; the publisher's name is that "
        "of `site/`."
    )
    return part_of(record(words, **members))


def page_components() -> dict[str, Schema]:
    """Return every component of the pages endpoint by its name."""
    wholes = {NAMES[model]: _whole(model) for model in document_models()}
    drafts = {f"{NAMES[model]}Draft": _draft(model) for model in document_models()}
    told = "Told apart by `meta.type`."
    return {
        "Page": noted(either(*map(ref, wholes)), told),
        **wholes,
        "StoryCard": _listed_form(NewsPage, "A story as a listing shows it."),
        "PageItem": _listed_form(Page, "Any page as a listing shows it."),
        "PagePart": _part(),
        "Draft": noted(either(*map(ref, drafts)), told),
        **drafts,
        **block_components(),
        **_relations(),
        "Included": _included(),
        "NewsArticle": _news_article(),
    }
