"""Signing as Standard Webhooks says (https://www.standardwebhooks.com).

No secret is kept: each is derived from a salt of the endpoint and Django's SECRET_KEY,
so that a copy of the database signs nothing. While SECRET_KEY itself is being replaced
(SECRET_KEY_FALLBACKS), messages are signed with the secrets of both.
"""

from base64 import b64encode
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook

PURPOSE = "news.delivery.signing"


def secret_of(salt: str, key: str | bytes | None = None) -> str:
    """Return a secret as receivers get it: "whsec_" and base64."""
    digest = salted_hmac(PURPOSE, salt, secret=key, algorithm="sha256").digest()
    return f"whsec_{b64encode(digest).decode()}"


def signed_headers(
    webhook_id: str, payload: str, salts: list[str], now: datetime
) -> dict[str, str]:
    """Return the three headers of a message; several secrets sign at once."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    secrets = [secret_of(salt, key) for key in keys for salt in salts]
    signatures = [Webhook(secret).sign(webhook_id, now, payload) for secret in secrets]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
