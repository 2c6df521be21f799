"""A word list as a CSV file: read, and each row judged, before anything is written."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from news.models import ProofingTerm
from news.models.proofing import TermKind
from news.proofing.findings import Severity

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 20_000

# Headings of the file -> fields of a term; the first of each is what is exported.
HEADINGS = {
    "词表": "kind",
    "词": "word",
    "改为或职务": "replacement",
    "程度": "severity",
    "例外": "exceptions",
    "说明": "note",
}
ALIASES = {"不用": "word", "错词": "word", "改为": "replacement", "职务": "replacement"}
FIELDS = tuple(HEADINGS.values())


class FileError(ValueError):
    """A file that is no word list at all; the text is for editors."""


class Verdict(TextChoices):
    """What an import does with a row."""

    REFUSED = "refused", "拒绝"
    CHANGED = "changed", "修改"
    ADDED = "added", "新增"
    SAME = "same", "不变"


@dataclass(frozen=True, slots=True)
class TermRow:
    """One row of the file: its first line, the term, and what is to become of it."""

    line: int
    term: ProofingTerm
    verdict: Verdict
    reason: str = ""
    before: ProofingTerm | None = None


def decoded(data: bytes) -> str:
    """Return the text of a file as Excel, WPS and editors write it in China."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("文件是 UTF-16 编码。请另存为“CSV UTF-8”后再上传。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FileError("读不出文字：不是 CSV 文件，或编码不是 UTF-8、GB18030。")


def read_rows(text: str) -> list[TermRow]:
    """Return all rows of a file, judged against each other and the lists as they are."""
    known = ProofingTerm.objects.in_bulk(field_name="word")
    lines: dict[str, int] = {}
    rows: list[TermRow] = []
    for line, values in _records(text):
        if len(rows) >= MOST_ROWS:
            raise FileError(f"行数太多，一次最多 {MOST_ROWS} 行。")
        row = _judged(line, values, known)
        if row.reason == "" and row.term.word in lines:
            reason = f"和第 {lines[row.term.word]} 行重复。"
            row = TermRow(line, row.term, Verdict.REFUSED, reason)
        lines.setdefault(row.term.word, line)
        rows.append(row)
    if not rows:
        raise FileError("文件里没有词。")
    return rows


def _records(text: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Yield the first line of each record and its values, or why it has none."""
    first, _, _ = text.partition("\n")
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        names = _names(next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, _values(names, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"第 {reader.line_num} 行读不出来：引号没有配对，或不是 CSV。"
        raise FileError(message) from error


def _names(cells: list[str]) -> list[str]:
    """Return the fields that the first line names."""
    headings = [cell.strip() for cell in cells]
    names = [(HEADINGS | ALIASES).get(heading, "") for heading in headings]
    if "word" not in names:
        wanted = "、".join(HEADINGS)
        raise FileError(f"第 1 行要写列名：{wanted}。“词”这一列必须有。")
    unknown = [
        heading
        for heading, name in zip(headings, names, strict=True)
        if heading and not name
    ]
    if unknown:
        raise FileError(f"第 1 行有不认识的列名：{'、'.join(unknown)}。")
    if any(names.count(name) > 1 for name in FIELDS):
        raise FileError("第 1 行有重复的列。")
    return names


def _values(names: list[str], cells: list[str]) -> dict[str, str] | str:
    if any(cell.strip() for cell in cells[len(names) :]):
        return f"有 {len(cells)} 列，比第 1 行多。"
    pairs = zip(names, cells, strict=False)
    return {name: cell.strip() for name, cell in pairs if name}


def _judged(
    line: int, values: dict[str, str] | str, known: dict[str, ProofingTerm]
) -> TermRow:
    if isinstance(values, str):
        return TermRow(line, ProofingTerm(), Verdict.REFUSED, values)
    before = known.get(values.get("word", ""))
    term = _filled(values, before)
    try:
        term.kind = _choice(TermKind, values, "kind", term.kind)
        term.severity = _choice(Severity, values, "severity", term.severity)
        term.full_clean(validate_unique=False)
    except ValidationError as error:
        return TermRow(line, term, Verdict.REFUSED, _sentence(error))
    if before is None:
        return TermRow(line, term, Verdict.ADDED)
    is_same = all(getattr(term, name) == getattr(before, name) for name in FIELDS)
    return TermRow(
        line, term, Verdict.SAME if is_same else Verdict.CHANGED, before=before
    )


def _filled(values: dict[str, str], before: ProofingTerm | None) -> ProofingTerm:
    """Return the term of a row; columns that the file does not have stay as they are."""
    kept = {name: getattr(before, name) for name in FIELDS} if before else {}
    texts = {
        name: text for name, text in values.items() if name not in ("kind", "severity")
    }
    if "exceptions" in texts:
        texts["exceptions"] = "\n".join(
            phrase.strip() for phrase in _phrases(texts["exceptions"])
        )
    return ProofingTerm(**{**kept, **texts})


def _phrases(text: str) -> list[str]:
    for mark in "、，,；;|｜":
        text = text.replace(mark, "\n")
    return [phrase for phrase in text.splitlines() if phrase.strip()]


def _choice(
    choices: type[TextChoices], values: dict[str, str], name: str, default: str
) -> str:
    """Return the value that a label stands for."""
    written = values.get(name, "")
    if not written:
        return default
    named = {label: value for value, label in choices.choices}
    if written in choices.values:
        return written
    if written not in named:
        labels = "、".join(f"“{label}”" for label in choices.labels)
        raise ValidationError({name: f"“{written}”不认识，要写{labels}之一。"})
    return str(named[written])


def _sentence(error: ValidationError) -> str:
    labels = {name: label for label, name in HEADINGS.items()}
    return "".join(
        f"{labels.get(name, '')}：{message}"
        for name, messages in error.message_dict.items()
        for message in messages
    )
