"""A developer's machine: debug pages, the embedded database unless one is named."""

import os
import secrets
from pathlib import Path

from site_core.database import database_settings
from site_core.settings.base import *


def _secret_key(path: Path) -> str:
    """Return the key kept in `path`, made at the first call."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


DEBUG = True
SECRET_KEY = _secret_key(VAR_DIR / "secret-key")
ALLOWED_HOSTS = ["*"]
INTERNAL_IPS = ["127.0.0.1"]
DATABASES = {"default": database_settings(VAR_DIR)}
WAGTAILADMIN_BASE_URL = f"http://localhost:{os.environ.get('PORT', '8000')}"
CORS_ALLOW_ALL_ORIGINS = True
WEBHOOKS_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
SERVES_MEDIA = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
