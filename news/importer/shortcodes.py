"""What Hexo, Hugo and Jekyll write for pictures and code, as HTML and Markdown."""

import re
from html import escape

_FIGURE = re.compile(r"\{\{[<%]\s*figure\s([^{}]{1,2000}?)/?\s*[>%]\}\}")
_ATTRIBUTE = re.compile(r"""([a-z]+)\s*=\s*(?:"([^"]*)"|`([^`]*)`|(\S+))""")
_ASSET = re.compile(
    r"\{%\s*(?:asset_img|img)\s([^%{}]{1,1000}?)%\}",
)
_WORD = re.compile(r"""(?:"([^"]*)"|'([^']*)'|(\S+))""")
_PICTURE = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|avif|bmp|svg)(?:\?\S*)?", re.IGNORECASE
)
_CODE = re.compile(
    r"^[ \t]*(?:\{%\s*(?:highlight|codeblock|code)\b[^%]{0,200}%\}"
    r"|\{\{[<%]\s*highlight\b[^{}]{0,200}[>%]\}\})[ \t]*\n"
    r"(?P<text>[\s\S]*?)"
    r"^[ \t]*(?:\{%\s*end(?:highlight|codeblock|code)\s*%\}"
    r"|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})[ \t]*$",
    re.MULTILINE,
)


def read_shortcodes(text: str) -> str:
    """Return `text` with pictures and code of site generators in the usual form."""
    if "{%" not in text and "{{" not in text:
        return text
    text = _CODE.sub(_fence, text)
    text = _FIGURE.sub(_read_figure, text)
    return _ASSET.sub(_read_asset, text)


def _fence(match: re.Match[str]) -> str:
    return f"~~~~\n{match['text']}~~~~"


def _read_figure(match: re.Match[str]) -> str:
    values = {
        name: quoted or ticked or bare
        for name, quoted, ticked, bare in _ATTRIBUTE.findall(match[1])
    }
    if not values.get("src"):
        return match[0]
    return _figure(values["src"], values.get("caption") or values.get("title", ""))


def _read_asset(match: re.Match[str]) -> str:
    """Return the picture of `{% asset_img [class] name [width] [height] [title] %}`."""
    words = [next(filter(None, found), "") for found in _WORD.findall(match[1])]
    places = [place for place, word in enumerate(words) if _PICTURE.fullmatch(word)]
    if not places:
        return match[0]
    rest = [word for word in words[places[0] + 1 :] if not word.isdecimal()]
    return _figure(words[places[0]], " ".join(rest))


def _figure(source: str, caption: str) -> str:
    picture = f'<img src="{escape(source)}" alt="{escape(caption)}">'
    return f"\n<figure>{picture}<figcaption>{escape(caption)}</figcaption></figure>\n"
