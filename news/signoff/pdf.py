"""The sheet on paper: A4 as PDF, by WeasyPrint, with a Chinese font of the system.

WeasyPrint needs libraries of the system (Pango), and a font that has Chinese; where one
is missing, the error says which package brings it. Nothing is fetched: neither from
the network nor from files.
"""

import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from news.signoff.sheet import Sheet

STYLES = "news/signoff.css"


class PrintingError(Exception):
    """No PDF can be made on this machine; the message says what to install."""


def render_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as PDF; raises PrintingError."""
    pdf: bytes = lay_out(sheet).write_pdf()
    return pdf


def lay_out(sheet: Sheet) -> Any:
    """Return the sheet as WeasyPrint's document; raises PrintingError."""
    weasyprint = _weasyprint()
    _check_fonts()
    page = weasyprint.HTML(
        string=render_to_string("news/signoff/paper.html", {"sheet": sheet}),
        url_fetcher=weasyprint.URLFetcher(allowed_protocols=[]),
    )
    return page.render(stylesheets=[weasyprint.CSS(string=_styles())])


def _weasyprint() -> ModuleType:
    """Import it only now: all else works on a machine without its libraries."""
    try:
        return import_module("weasyprint")
    except OSError as error:
        raise PrintingError(
            "服务器上缺少 Pango，请管理员安装 libpangoft2-1.0-0 和 libharfbuzz-subset0。"
        ) from error


def _check_fonts() -> None:
    """Raise PrintingError without a Chinese font.

    Before anything is laid out: without any font at all, Pango ends the process.
    Asked of fontconfig's own program, which comes with Pango.
    """
    program = shutil.which("fc-list")
    command = [program or "fc-list", ":lang=zh-cn", "family"]
    if program is None or not subprocess.check_output(command).strip():  # noqa: S603
        raise PrintingError("服务器上没有中文字体，请管理员安装 fonts-noto-cjk。")


def _styles() -> str:
    found = finders.find(STYLES)
    if not isinstance(found, str):
        raise PrintingError(f"找不到 {STYLES}。")
    return Path(found).read_text(encoding="utf-8")
