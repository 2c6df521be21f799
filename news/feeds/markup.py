"""Texts made fit for machines that read them away from the site."""

import re

# What XML 1.0 cannot hold (section 2.2, production Char).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_ADDRESS = re.compile(r"""(\s(?:href|src|poster)=["'])/(?!/)""")
_SRCSET = re.compile(r"""(\ssrcset=["'])([^"']*)""")
_CANDIDATE = re.compile(r"(^|,\s*)/(?!/)")


def legal_text(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return _NOT_XML.sub("", text)


def absolute_html(html: str, root: str) -> str:
    """Return HTML whose addresses name the host too; words stay as they are."""
    return _TAG.sub(lambda tag: _absolute_tag(tag[0], root), html)


def _absolute_tag(tag: str, root: str) -> str:
    tag = _ADDRESS.sub(rf"\g<1>{root}/", tag)
    return _SRCSET.sub(
        lambda match: match[1] + _CANDIDATE.sub(rf"\g<1>{root}/", match[2]), tag
    )
