"""The list of API endpoints, and the engine that answers their searches."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, path, reverse
from wagtail.api.utils import get_full_url
from wagtail.api.v2.router import WagtailAPIRouter

from news.api.endpoints import reading
from news.api.problems import ParameterError
from news.api.searching import SearchDownError, use_engine
from news.api.views import (
    NewsDocumentsAPIViewSet,
    NewsImagesAPIViewSet,
    NewsPagesAPIViewSet,
    NewsRedirectsAPIViewSet,
)
from news.published.compose import dumps
from search.index import search
from search.matching import Sort
from search.query import QueryError, parse
from search.storage import SearchUnavailableError

ROOT = "api/v2/"


class APIRouter(WagtailAPIRouter):
    """Wagtail's router, with a list of what there is at its root."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """Put the list before the endpoints."""
        return [path("", index_view, name="index"), *super().get_urlpatterns()]


@reading()
def index_view(request: HttpRequest) -> HttpResponse:
    """Answer with the addresses of all endpoints: `{"endpoints": {NAME: URL}}`."""
    root = reverse("wagtailapi:index")
    routes = [str(route.pattern) for route in get_resolver().url_patterns]
    alone = {
        route.removeprefix(ROOT).strip("/"): f"/{route}"
        for route in routes
        if route.startswith(ROOT) and route != ROOT and "<" not in route
    }
    routed = {name: f"{root}{name}/" for name in api_router._endpoints}
    addresses = {
        name: get_full_url(request, address)
        for name, address in sorted({**alone, **routed}.items())
    }
    return HttpResponse(
        dumps({"endpoints": addresses}),
        content_type="application/json",
        headers={"Link": _description_links()},
    )


def _description_links() -> str:
    """Say where the API is described, as RFC 8631 does."""
    schema, docs = reverse("api_schema"), reverse("api_docs")
    return f'<{schema}>; rel="service-desc", <{docs}>; rel="service-doc"'


def find_stories(
    words: str, operator: str | None, site_id: int, offset: int, limit: int
) -> tuple[list[int], int]:
    """Search the readers' index for `search=` of the pages endpoint.

    The best come first; when all words are asked for (`and`), the newest.
    """
    sort = Sort.NEWEST if operator == "and" else Sort.RELEVANCE
    try:
        found = search(
            parse(words), site_id=site_id, offset=offset, limit=limit, sort=sort
        )
    except QueryError as error:
        raise ParameterError(str(error), parameter="search") from error
    except SearchUnavailableError as error:
        raise SearchDownError("search is being prepared, try again shortly") from error
    return [hit.page_id for hit in found.hits], found.total


use_engine(find_stories)

api_router = APIRouter("wagtailapi")
api_router.register_endpoint("pages", NewsPagesAPIViewSet)
api_router.register_endpoint("images", NewsImagesAPIViewSet)
api_router.register_endpoint("documents", NewsDocumentsAPIViewSet)
api_router.register_endpoint("redirects", NewsRedirectsAPIViewSet)
