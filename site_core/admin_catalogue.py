"""The admin's JavaScript texts: Wagtail's own, with ours laid over them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

# A later package wins over an earlier one.
catalogue = JavaScriptCatalog.as_view(packages=["wagtail.admin", "site_core"])


@never_cache
def javascript_catalogue(request: HttpRequest) -> HttpResponse:
    """Serve what wagtailadmin_javascript_catalog serves, in our words.

    Wagtail's view reads the catalogue of wagtail.admin alone. This one stands before
    it at the same address; templates go on reversing Wagtail's name.
    """
    response: HttpResponse = get_localized_response(catalogue, request)
    return response
