"""Tests: the real database engine, fast passwords, no cache that could hide a query."""

import tempfile
from pathlib import Path

from site_core.database import database_settings
from site_core.settings.base import *

SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database_settings(VAR_DIR)}
# At once, so that tests run what production prepares after some times.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 0
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SERVES_MEDIA = True
WEBHOOKS_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
WAGTAILADMIN_BASE_URL = "http://localhost"

_scratch = tempfile.TemporaryDirectory(prefix="baoguan-tests-")
MEDIA_ROOT = Path(_scratch.name) / "media"
SEARCH_INDEX_DIR = Path(_scratch.name) / "search"
# A thread would write between the tests; they write what they have counted.
SEARCH_LOG_SECONDS = 0
STATIC_ROOT = Path(_scratch.name) / "static"
STORAGES["private"]["OPTIONS"]["location"] = Path(_scratch.name) / "private"
# Tasks run where they are queued; tests of the queue itself bring its backend back.
TASKS["worker"] = TASKS["default"]
