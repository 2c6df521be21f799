"""Text that a client hands back as it got it: signed, and bound to what it is for."""

import base64
import binascii

from django.utils.crypto import constant_time_compare, salted_hmac

_MAC_BYTES = 9


def sign(payload: str, salt: str, bound_to: object) -> str:
    """Return ASCII text, fit for an address, that only `unsign` of the same reads."""
    raw = _mac(payload, salt, bound_to) + payload.encode("ascii")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def unsign(text: str, salt: str, bound_to: object) -> str:
    """Return the payload; raises ValueError for what `sign` did not give for this."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:].decode("ascii")
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("this is no signed text") from error
    if not constant_time_compare(mac, _mac(payload, salt, bound_to)):
        raise ValueError("this was signed for something else, or by nobody")
    return payload


def _mac(payload: str, salt: str, bound_to: object) -> bytes:
    return salted_hmac(salt, f"{payload} {bound_to}").digest()[:_MAC_BYTES]
