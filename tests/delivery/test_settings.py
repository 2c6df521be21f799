"""What operators say in the environment about webhooks and caches."""

import pytest

from tests.site_core.programs import run_manage
from tests.site_core.test_production import COMPLETE, PRODUCTION, printed


@pytest.mark.parametrize(
    ("name", "environment", "expected"),
    [
        ("WEBHOOKS_ALLOWED_NETWORKS", {}, "[]"),
        (
            "WEBHOOKS_ALLOWED_NETWORKS",
            {"WEBHOOKS_ALLOWED_NETWORKS": "10.1.0.0/16, ::1"},
            "['10.1.0.0/16', '::1']",
        ),
        ("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": "old"}, "['old']"),
        ("WAGTAILFRONTENDCACHE", {}, "{}"),
        (
            "WAGTAILFRONTENDCACHE['varnish']['LOCATIONS']",
            {"VARNISH_URLS": "http://10.0.0.5:6081 http://10.0.0.6:6081"},
            "['http://10.0.0.5:6081', 'http://10.0.0.6:6081']",
        ),
        (
            "WAGTAILFRONTENDCACHE['cloudflare']['ZONEID']",
            {"CLOUDFLARE_ZONE_ID": "zone", "CLOUDFLARE_API_TOKEN": "token"},
            "zone",
        ),
    ],
)
def test_production_reads_the_environment(
    name: str, environment: dict[str, str], expected: str
) -> None:
    assert printed(name, **environment) == expected


def test_a_wrong_network_stops_the_start_with_a_sentence() -> None:
    wrong = {"WEBHOOKS_ALLOWED_NETWORKS": "10.1.2.3/16"}

    result = run_manage("check", *PRODUCTION, **COMPLETE | wrong)

    assert result.returncode == 1
    assert "write networks such as 10.1.0.0/16" in result.stderr
