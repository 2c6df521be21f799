"""Secrets: rotation, a new SECRET_KEY, and what the database holds."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from news.delivery.signing import secret_of
from news.models import WebhookEndpoint
from news.models.webhooks import ROTATION
from tests.delivery.conftest import Receiver
from tests.delivery.messages import queue, send_due


def verifies(secret: str, receiver: Receiver) -> bool:
    """Return whether the last message was signed with a secret."""
    try:
        Webhook(secret).verify(receiver.bodies[-1], receiver.headers[-1])
    except WebhookVerificationError:
        return False
    return True


def test_both_secrets_sign_for_a_day(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    old = secret_of(endpoint.salt)
    endpoint.rotate()
    new = secret_of(endpoint.salt)
    queue(endpoint, 1)

    send_due()

    assert old != new
    assert verifies(old, receiver)
    assert verifies(new, receiver)


def test_the_old_secret_ends_after_a_day(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    old = secret_of(endpoint.salt)
    endpoint.rotate()
    WebhookEndpoint.objects.update(old_salt_until=timezone.now() - timedelta(seconds=1))
    queue(endpoint, 1)

    send_due()

    assert endpoint.old_salt_until - timezone.now() <= ROTATION
    assert not verifies(old, receiver)
    assert verifies(secret_of(endpoint.salt), receiver)


def test_a_new_secret_key_signs_beside_the_old_one(
    endpoint: WebhookEndpoint, receiver: Receiver, settings: Any
) -> None:
    given = secret_of(endpoint.salt)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, after the first has leaked"
    queue(endpoint, 1)

    send_due()

    assert verifies(given, receiver)
    assert verifies(secret_of(endpoint.salt), receiver)


def test_the_database_holds_no_secret(endpoint: WebhookEndpoint) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM news_webhookendpoint e")
        (row,) = cursor.fetchone()

    secret = secret_of(endpoint.salt)
    assert secret.startswith("whsec_")
    assert secret not in row
    assert secret.removeprefix("whsec_") not in row
