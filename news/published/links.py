"""Addresses made fit for programs that read them away from the site."""


def web_address(address: str | None) -> str:
    """Return an address that programs may follow, or nothing (javascript: and such)."""
    address = address or ""
    return address if address.lower().startswith(("https://", "http://")) else ""


def absolute_address(address: str, root: str) -> str:
    """Return an address of the storage with the host where it has none."""
    return f"{root}{address}" if address.startswith("/") else address
