"""GET /api/v2/preview/: a draft in the form of the published page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.api.problems import ParameterError, bad_request, problem
from news.preview.drafts import PreviewError, read_draft
from news.published.documents import preview_document

# `format` is what Wagtail's own front-end examples send along.
PARAMETERS = ("content_type", "token", "format")


@csrf_exempt
@require_safe
def preview_view(request: HttpRequest) -> HttpResponse:
    """Answer with the draft that `token` stands for, or say why not.

    401 without a token, 403 for one that is forged or over, 404 for one of another
    page type (`content_type`, as in "news.newspage") or whose draft is gone.
    """
    try:
        _check_names(request)
        draft = read_draft(
            request.GET.get("token", ""), request.GET.get("content_type", "")
        )
        response: HttpResponse = JsonResponse(
            preview_document(draft).data, json_dumps_params={"ensure_ascii": False}
        )
    except ParameterError as error:
        response = bad_request(error)
    except PreviewError as error:
        response = _refuse(error)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _check_names(request: HttpRequest) -> None:
    for name in request.GET:
        if name not in PARAMETERS:
            raise ParameterError(
                f"unknown query parameter: {name}", parameter=name, allowed=PARAMETERS
            )


def _refuse(error: PreviewError) -> HttpResponse:
    response = problem(error.status, str(error))
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'PreviewToken realm="api/v2/preview"'
    return response
