"""Addresses of links and images: which are carried over."""

import re

_NOT_VISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u3000]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_IMAGE_SCHEMES = frozenset({"http", "https"})
# Links that the paper's machine puts on words, not the writer.
_KEYWORD_CLASSES = frozenset(
    ["keytip", "infokey", "keyword", "keywords", "stock", "em_stock_key"]
)
LONGEST_ADDRESS = 1000
# A picture by its path: beside the post, or below the root of its site.
_PICTURE_PATH = re.compile(
    r"[^\s<>\"'#?:\\]+\.(?:jpe?g|png|gif|webp|avif|bmp|svg|tiff?)(?:\?[^\s<>\"']*)?",
    re.IGNORECASE,
)


def clean_link(address: str, problems: set[str]) -> str:
    """Return the address of a link to another page, or '' when only its text stays."""
    return _clean(address, _LINK_SCHEMES, problems)


def clean_image_address(address: str, problems: set[str]) -> str:
    """Return the address of an image, or its path when it is a file of the archive.

    '' for what is neither.
    """
    path = address.strip()
    if _PICTURE_PATH.fullmatch(path) and not path.startswith("//"):
        return path if len(path) <= LONGEST_ADDRESS else ""
    return _clean(address, _IMAGE_SCHEMES, problems)


def is_path(address: str) -> bool:
    """Return whether an image's address is a path in the archive."""
    return bool(address) and not _SCHEME.match(address)


def is_keyword_link(attributes: dict[str, str]) -> bool:
    """Return whether a machine put the link on a word of the text."""
    classes = attributes.get("class", "").lower().split()
    return "data-code" in attributes or not _KEYWORD_CLASSES.isdisjoint(classes)


def _clean(address: str, schemes: frozenset[str], problems: set[str]) -> str:
    # Browsers read "java\nscript:" as one word.
    address = _NOT_VISIBLE.sub("", address)
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = _SCHEME.match(address)
    if scheme is None:
        return ""
    if scheme[1].lower() not in schemes:
        problems.add("unsafe_link_removed")
        return ""
    return address if len(address) <= LONGEST_ADDRESS else ""
