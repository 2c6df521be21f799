"""The web application, for granian and any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.production")

application = get_wsgi_application()

# Not before: it needs the settings that the application has set up.
from search.warming import warm  # noqa: E402

warm()
