"""Production settings: what stops the start, and what they set."""

import pytest

from tests.site_core.programs import run_manage, start_python

PRODUCTION = ("--settings", "site_core.settings.production")
COMPLETE = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "SITE_URL": "https://news.example",
    "DATABASE_URL": "postgres://desk:secret@127.0.0.1:1/news",
}


def printed(name: str, **environment: str) -> str:
    """Return one setting of production, as Python writes it."""
    code = f"from django.conf import settings; print(settings.{name})"
    module = {"DJANGO_SETTINGS_MODULE": "site_core.settings.production"}
    process = start_python("-c", code, **module | COMPLETE | environment)
    output, _ = process.communicate()
    return output.strip()


def test_all_missing_values_are_named_at_once() -> None:
    result = run_manage("check", *PRODUCTION, SECRET_KEY="key")

    assert result.returncode == 1
    assert result.stderr == (
        "manage.py: production needs SITE_URL, DATABASE_URL in the environment.\n"
    )


def test_complete_environment_passes_the_deployment_check() -> None:
    result = run_manage(
        "check", "--deploy", "--fail-level", "WARNING", *PRODUCTION, **COMPLETE
    )

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SITE_URL", "http://news.example", "write https:// and a host name"),
        ("SITE_URL", "https://news.example/paper", "write https:// and a host name"),
        ("DATABASE_POOL_SIZE", "many", "write a whole number over 0"),
        ("TRUST_PROXY_HEADERS", "maybe", "write 1 or 0"),
        ("EMAIL_URL", "mail.example", "EMAIL_URL is wrong"),
        ("PREVIEW_CLIENT_URLS", "front.example", "write https://front.example"),
        ("CLOUDFLARE_ZONE_ID", "zone", "needs CLOUDFLARE_API_TOKEN"),
        ("LOG_LEVEL", "loud", "write INFO or WARNING"),
        ("DATABASE_URL", "sqlite:///news", "must begin with postgres://"),
    ],
)
def test_wrong_value_stops_the_start_with_a_sentence(
    name: str, value: str, fault: str
) -> None:
    result = run_manage("check", *PRODUCTION, **COMPLETE | {name: value})

    assert result.returncode == 1
    assert fault in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ALLOWED_HOSTS", "['news.example']"),
        ("WAGTAILADMIN_BASE_URL", "https://news.example"),
        ("CSRF_TRUSTED_ORIGINS", "['https://news.example']"),
        ("DATABASES['default']['OPTIONS']['pool']['max_size']", "10"),
    ],
)
def test_addresses_follow_from_the_site_url(name: str, expected: str) -> None:
    assert printed(name) == expected


def test_drafts_go_to_the_front_ends_that_are_named() -> None:
    urls = "https://front.example/draft news.example=https://news.example/draft"

    assert printed("WAGTAIL_HEADLESS_PREVIEW", PREVIEW_CLIENT_URLS=urls) == (
        "{'CLIENT_URLS': {'default': 'https://front.example/draft', "
        "'news.example': 'https://news.example/draft'}}"
    )


def test_media_goes_to_a_bucket_when_one_is_named() -> None:
    backend = printed("STORAGES['default']['BACKEND']", MEDIA_BUCKET="pictures")

    assert backend == "storages.backends.s3.S3Storage"


def test_uploads_do_not_go_to_the_bucket_that_readers_see() -> None:
    output = printed("STORAGES", MEDIA_BUCKET="files", PRIVATE_BUCKET="files")

    assert "PRIVATE_BUCKET is MEDIA_BUCKET" in output


def test_the_shared_cache_is_asked_when_one_is_named() -> None:
    code = "from django.core.cache import cache; cache.get('key')"
    module = {"DJANGO_SETTINGS_MODULE": "site_core.settings.production"}
    nobody_there = {"REDIS_URL": "redis://127.0.0.1:1/0"}

    output, _ = start_python(
        "-c", code, **module | COMPLETE | nobody_there
    ).communicate()

    assert "redis.exceptions.ConnectionError" in output


def test_letters_leave_by_the_named_server() -> None:
    sender = printed(
        "EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS",
        EMAIL_URL="smtp+tls://desk:p%40ss@mail.example",
    )

    assert sender == "mail.example 587 True"


def test_proxy_headers_count_only_when_trusted() -> None:
    assert printed("SECURE_PROXY_SSL_HEADER") == "None"
    assert "HTTP_X_FORWARDED_PROTO" in printed(
        "SECURE_PROXY_SSL_HEADER", TRUST_PROXY_HEADERS="1"
    )


def test_https_is_insisted_on_no_further_than_asked() -> None:
    names = (
        "SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, "
        "settings.SECURE_HSTS_PRELOAD"
    )

    assert printed(names) == "3600 False False"
    assert printed(names, HSTS_SECONDS="60", HSTS_PRELOAD="1") == "60 False True"


def test_only_own_needs_are_imported() -> None:
    code = "import sys, django; django.setup(); print('psutil' in sys.modules)"
    module = {"DJANGO_SETTINGS_MODULE": "site_core.settings.production"}

    output, _ = start_python("-c", code, **module | COMPLETE).communicate()

    assert output.strip() == "False"


def test_serve_says_when_the_database_does_not_answer() -> None:
    result = run_manage("serve", "--port", "0", *PRODUCTION, **COMPLETE)

    assert result.returncode == 1
    assert "the database does not answer" in result.stderr
