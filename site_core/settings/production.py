"""Production: all that differs between installations comes from the environment.

README.md lists the variables. A value that is missing or wrong stops the start with
one sentence that names all of them.
"""

import logging
import os
from ipaddress import ip_network
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from site_core.database import parse_database_url, with_pool
from site_core.settings.base import *

REQUIRED = ("SECRET_KEY", "SITE_URL", "DATABASE_URL")
TRUE_WORDS = {"1": True, "true": True, "yes": True, "on": True}
FALSE_WORDS = {"": False, "0": False, "false": False, "no": False, "off": False}


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def _list(name: str) -> list[str]:
    """Return the words of a value separated by commas or spaces."""
    return _text(name).replace(",", " ").split()


def _flag(name: str) -> bool:
    word = _text(name).lower()
    try:
        return (TRUE_WORDS | FALSE_WORDS)[word]
    except KeyError as error:
        raise ImproperlyConfigured(f"{name} is '{word}': write 1 or 0.") from error


def _number(name: str, default: int) -> int:
    word = _text(name, str(default))
    if not word.isdecimal() or int(word) == 0:
        raise ImproperlyConfigured(f"{name} is '{word}': write a whole number over 0.")
    return int(word)


def _log_level() -> str:
    level = _text("LOG_LEVEL", "INFO").upper()
    if level not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(f"LOG_LEVEL is '{level}': write INFO or WARNING.")
    return level


def _check_required() -> None:
    missing = [name for name in REQUIRED if not _text(name)]
    if missing:
        raise ImproperlyConfigured(
            f"production needs {', '.join(missing)} in the environment."
        )


def _site_url() -> str:
    """Return the public address of the site, without a path."""
    parts = urlsplit(_text("SITE_URL"))
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"SITE_URL is '{_text('SITE_URL')}': write https:// and a host name."
        )
    return f"https://{parts.netloc}"


def _networks(name: str) -> list[str]:
    """Return networks in the form that Python's ipaddress reads."""
    for word in _list(name):
        try:
            ip_network(word)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} holds '{word}': write networks such as 10.1.0.0/16."
            ) from error
    return _list(name)


def _caches_to_purge() -> dict[str, dict[str, Any]]:
    """Return the caches in front of us that drop answers by tag."""
    caches: dict[str, dict[str, Any]] = {}
    if locations := _list("VARNISH_URLS"):
        backend = "news.delivery.caches.VarnishBackend"
        caches["varnish"] = {"BACKEND": backend, "LOCATIONS": locations}
    if _text("CLOUDFLARE_ZONE_ID"):
        if not _text("CLOUDFLARE_API_TOKEN"):
            raise ImproperlyConfigured(
                "CLOUDFLARE_ZONE_ID needs CLOUDFLARE_API_TOKEN beside it."
            )
        caches["cloudflare"] = {
            "BACKEND": "news.delivery.caches.CloudflareTagBackend",
            "ZONEID": _text("CLOUDFLARE_ZONE_ID"),
            "BEARER_TOKEN": _text("CLOUDFLARE_API_TOKEN"),
        }
    return caches


def _client_urls() -> dict[str, str]:
    """Return the front-ends of drafts: "address" for all sites, "host=address" for one."""
    urls = {}
    for word in _list("PREVIEW_CLIENT_URLS"):
        is_for_all = word.startswith(("https://", "http://"))
        host, _, url = (f"default={word}" if is_for_all else word).partition("=")
        # The preview puts its own query behind the address.
        if not url.startswith(("https://", "http://")) or "?" in url:
            raise ImproperlyConfigured(
                f"PREVIEW_CLIENT_URLS holds '{word}': write https://front.example, "
                "or host=https://front.example, without a query."
            )
        urls[host] = url
    return urls


_check_required()

DEBUG = False
SECRET_KEY = _text("SECRET_KEY")
SECRET_KEY_FALLBACKS = _list("SECRET_KEY_FALLBACKS")

# Addresses.

SITE_URL = _site_url()
ALLOWED_HOSTS = _list("ALLOWED_HOSTS") or [str(urlsplit(SITE_URL).hostname)]
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS") or [SITE_URL]
WAGTAILADMIN_BASE_URL = WAGTAILAPI_BASE_URL = SITE_URL
CORS_ALLOWED_ORIGINS = _list("CORS_ALLOWED_ORIGINS")
WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": _client_urls()}
API_SHARED_SECONDS = _number("API_SHARED_SECONDS", API_SHARED_SECONDS)
PREVIEW_TOKEN_MAX_AGE = _number("PREVIEW_TOKEN_MAX_AGE", PREVIEW_TOKEN_MAX_AGE)

WEBHOOKS_ALLOWED_NETWORKS = _networks("WEBHOOKS_ALLOWED_NETWORKS")
WAGTAILFRONTENDCACHE = _caches_to_purge()
METRICS_TOKEN = _text("METRICS_TOKEN")
SEARCH_HOLD_INDEX = _flag("SEARCH_HOLD_INDEX")
TRASH_DAYS = _number("TRASH_DAYS", TRASH_DAYS)
REVISION_DAYS = _number("REVISION_DAYS", REVISION_DAYS)

# Database and cache.

DATABASES = {
    "default": with_pool(
        parse_database_url(_text("DATABASE_URL")),
        max_size=_number("DATABASE_POOL_SIZE", 10),
    )
}
if _text("REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": _text("REDIS_URL"),
        }
    }

# Files.

MEDIA_ROOT = Path(_text("MEDIA_ROOT") or MEDIA_ROOT)
STORAGES["staticfiles"] = {
    "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
}
STORAGES["private"]["OPTIONS"]["location"] = Path(
    _text("PRIVATE_ROOT") or VAR_DIR / "private"
)
IMPORT_MAX_UNPACKED_SIZE = _number("IMPORT_MAX_UNPACKED_SIZE", IMPORT_MAX_UNPACKED_SIZE)
IMPORT_MAX_UNPACKED_FILES = _number(
    "IMPORT_MAX_UNPACKED_FILES", IMPORT_MAX_UNPACKED_FILES
)
S3_ACCOUNT = {
    "endpoint_url": _text("S3_ENDPOINT_URL") or None,
    "region_name": _text("S3_REGION") or None,
    "access_key": _text("S3_ACCESS_KEY_ID") or None,
    "secret_key": _text("S3_SECRET_ACCESS_KEY") or None,
}
if _text("PRIVATE_BUCKET"):
    if _text("PRIVATE_BUCKET") == _text("MEDIA_BUCKET"):
        raise ImproperlyConfigured(
            "PRIVATE_BUCKET is MEDIA_BUCKET, which readers see: name another bucket."
        )
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            **S3_ACCOUNT,
            "bucket_name": _text("PRIVATE_BUCKET"),
            "file_overwrite": False,
        },
    }
if _text("MEDIA_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            **S3_ACCOUNT,
            "bucket_name": _text("MEDIA_BUCKET"),
            "custom_domain": _text("MEDIA_HOST") or None,
            # Names never repeat and addresses are public: both can be cached for long.
            "file_overwrite": False,
            "querystring_auth": False,
            "object_parameters": {"CacheControl": "public, max-age=31536000"},
        },
    }

# Letters.

EMAIL_SCHEMES = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
DEFAULT_FROM_EMAIL = _text("DEFAULT_FROM_EMAIL") or (
    f"noreply@{urlsplit(SITE_URL).hostname}"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if _text("EMAIL_URL"):
    _email = urlsplit(_text("EMAIL_URL"))
    if _email.scheme not in EMAIL_SCHEMES or not _email.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL is wrong: write smtp://, smtps:// or smtp+tls://, "
            "then user:password@host:port."
        )
    EMAIL_HOST = _email.hostname
    EMAIL_PORT = _email.port or EMAIL_SCHEMES[_email.scheme]
    EMAIL_HOST_USER = unquote(_email.username or "")
    EMAIL_HOST_PASSWORD = unquote(_email.password or "")
    EMAIL_USE_SSL = _email.scheme == "smtps"
    EMAIL_USE_TLS = _email.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Browsers and proxies.

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = _number("HSTS_SECONDS", 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = _flag("HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = _flag("HSTS_PRELOAD")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# W019 asks for DENY, but the admin shows previews of the site in a frame. W005 and
# W021 ask for HSTS of all subdomains, which a paper may have without TLS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
if _flag("TRUST_PROXY_HEADERS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

# Logs: one JSON object a line on standard output.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "site_core.logs.JSONFormatter"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
        }
    },
    "root": {"handlers": ["stdout"], "level": _log_level()},
    # Django's own loggers hand up to the root instead of writing lines of their own.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
