"""What every environment shares; holds no secret and reads no environment."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.urls import reverse_lazy

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

# Applications. The project's own come first: their templates and commands win.

INSTALLED_APPS = [
    "site_core",
    "news",
    "search",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_headless_preview",
    "modelcluster",
    "taggit",
    "corsheaders",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "site_core.health.answer_health_checks",
    "site_core.measuring.measure_requests",
    "news.api.problems.answer_with_problems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "news.old_addresses.follow_old_addresses",
]

ROOT_URLCONF = "site_core.urls"
WSGI_APPLICATION = "site_core.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Accounts.

AUTH_USER_MODEL = "news.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = reverse_lazy("wagtailadmin_login")

# Language and time.

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

# Files.

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Whether this project itself answers /media/ (a web server does in production).
SERVES_MEDIA = False
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # What no reader may see: uploads on their way to the worker. No address leads there.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
# Bytes that an editor may upload for an import.
IMPORT_MAX_UPLOAD_SIZE = 500 * 1024 * 1024
# Bytes and files that an archive may unpack to, by the command too.
IMPORT_MAX_UNPACKED_SIZE = 8 * 1024**3
IMPORT_MAX_UNPACKED_FILES = 2_000_000

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Another process may have made a picture's sizes anew.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Tasks. Wagtail's own are short, name no backend, and the next request counts on them
# (references, the admin's search); a task of minutes says backend="worker".

TASKS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Wagtail.

WAGTAIL_SITE_NAME = "报馆"
WAGTAILADMIN_BASE_URL = "http://localhost:8000"
WAGTAILIMAGES_IMAGE_MODEL = "news.NewsImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "news.editorial.pictures.NewsImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# Looks like WebP at Wagtail's 80, in two thirds of its bytes.
WAGTAILIMAGES_AVIF_QUALITY = 50
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# Chinese slugs come from pinyin (news.addresses), so that links survive copying.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_TAG_SPACES_ALLOWED = False
# Wagtail would load every story of a category that moves; the log knows all old
# addresses (news.published.resolve).
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105
WAGTAIL_FRONTEND_LOGIN_TEMPLATE = "login.html"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Who signs last publishes, without a right to publish of their own.
WAGTAIL_FINISH_WORKFLOW_ACTION = "news.review.finish.publish_signed"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backend.SearchBackend"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": [
                "bold",
                "italic",
                "link",
                "document-link",
                "ol",
                "ul",
                "superscript",
                "subscript",
            ]
        },
    }
}

# Days that deleted pages, pictures and files can be had back; and days after which of
# each day's drafts only the last is kept (news.trash).
TRASH_DAYS = 30
REVISION_DAYS = 90

# Page API.

WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_USE_FRONTENDCACHE = False
# Seconds that a CDN may keep an answer (news.api.caching says what ends it sooner).
API_SHARED_SECONDS = 60
REST_FRAMEWORK = {
    # The page API is public and read only: no session, no cookie, no Vary on it.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

# Front-ends on other hosts may read the API; which ones, each environment says.
# The writing API, /api/v3/, is for machines: no page of a browser comes in.
CORS_URLS_REGEX = r"^/api/v2/"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOWED_ORIGINS: list[str] = []

# Drafts: which front-end shows them, by the host of the site ("default" for all), and
# for how many seconds a token opens one. Without any, the reference site shows them.
WAGTAIL_HEADLESS_PREVIEW: dict[str, Any] = {"CLIENT_URLS": {}}
PREVIEW_TOKEN_MAX_AGE = 60 * 60

# Webhooks. Networks of our own that receivers may stand in, such as "10.1.0.0/16".

WEBHOOKS_ALLOWED_NETWORKS: list[str] = []

# What crawlers leave alone (robots.txt).

ROBOTS_DISALLOW = ["/admin/", "/api/", "/search/"]

# Reader search.

SEARCH_INDEX_DIR = VAR_DIR / "search"
# Keep the index in memory (search.mapping): for large ones, where the machine has room.
SEARCH_HOLD_INDEX = False
# How often a process writes what readers searched for (0: never), in seconds, and for
# how many days that is kept.
SEARCH_LOG_SECONDS = 10
SEARCH_LOG_DAYS = 90

# Numbers for Prometheus (/metrics), for those who bear this token; empty: for nobody.

METRICS_TOKEN = ""

# Browsers.

X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin brings inline scripts and styles of its own.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "frame-src": ["https:"],
        "img-src": [SELF, "data:", "https:"],
        "object-src": [NONE],
    },
}
