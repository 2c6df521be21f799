"""The description of the whole API, put together: OpenAPI 3.1, and a page of it.

Each room describes its own endpoints (news.api.schema, news.preview.openapi,
news.feeds.openapi, search.openapi).
"""

import json
from functools import cache
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from news.api.caching import Validity, etag_of, keep, not_modified
from news.api.endpoints import reading
from news.api.schema.answers import answer_components
from news.api.schema.images import image_components
from news.api.schema.operations import (
    BAD_REQUEST,
    Operation,
    answer,
    cached,
    content,
    operation,
    refusal,
)
from news.api.schema.pages import page_components
from news.api.schema.paths import news_paths
from news.api.schema.site import site_components
from news.feeds.openapi import feed_components, feed_paths
from news.preview.openapi import preview_paths
from search.openapi import search_components, search_paths
from search.suggestions.openapi import suggest_components, suggest_paths
from site_core.openapi_page import describe

ROOT = "/api/v2/"
VERSION = "2"
DESCRIPTION = (
    "Wagtail's API v2 for a newspaper, and more: everything public, read only, in "
    "JSON. What is made of published pages carries a strong ETag; each error is a "
    "problem (RFC 9457) whose "
    "sentence names what is wrong and lists what is allowed."
)


@cache
def build_description() -> dict[str, Any]:
    """Return the OpenAPI document."""
    below = {
        **news_paths(),
        **search_paths(),
        **suggest_paths(),
        **preview_paths(),
        **_own_paths(),
    }
    components = {
        **page_components(),
        **image_components(),
        **site_components(),
        **search_components(),
        **suggest_components(),
        **answer_components(),
        **feed_components(),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Baoguan", "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": {
            **{f"{ROOT}{path}": entry for path, entry in below.items()},
            **feed_paths(),
        },
        "components": {"schemas": components},
    }


def _own_paths() -> dict[str, Operation]:
    document = content({"type": "object"})
    page = {"text/html": {"schema": {"type": "string"}}}
    refused = {"400": refusal(BAD_REQUEST)}
    return {
        "schema/": operation(
            "getSchema",
            "This description",
            tag="Start",
            answers={**cached(answer("OpenAPI 3.1.", document)), **refused},
            examples=["schema/"],
        ),
        "docs/": operation(
            "getDocs",
            "This description as a page",
            tag="Start",
            answers={**cached(answer("A page without scripts.", page)), **refused},
        ),
    }


@cache
def _schema_text() -> str:
    return json.dumps(build_description(), ensure_ascii=False)


@cache
def _page_text() -> str:
    page = describe(build_description(), ROOT)
    return render_to_string("api/docs.html", page)


@reading()
def schema_view(request: HttpRequest) -> HttpResponseBase:
    """Answer with the OpenAPI document."""
    return _answer(request, _schema_text(), "application/json")


@reading()
def docs_view(request: HttpRequest) -> HttpResponseBase:
    """Answer with the document as people read it."""
    return _answer(request, _page_text(), "text/html; charset=utf-8")


def _answer(request: HttpRequest, text: str, content_type: str) -> HttpResponseBase:
    digest = sha256(text.encode()).hexdigest()[:16]
    validity = Validity(etag_of(digest), tags=["api-description"])
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    return keep(HttpResponse(text, content_type=content_type), validity)
