"""The routes of /api/v3/, every one behind a token."""

from typing import cast

from django.urls import URLPattern, path
from wagtail.api.v3.urls import api

from news.writing.gate import behind_token, no_such_route, token_required

_routes, _app_name, _namespace = api.urls
writing_urls = (
    [
        *map(behind_token, cast(list[URLPattern], _routes)),
        path("", token_required(no_such_route)),
        path("<path:path>", token_required(no_such_route)),
    ],
    _app_name,
    _namespace,
)
