"""Lines of a post that are not its text: credits, captions, promotion."""

import re
from dataclasses import dataclass

from news.importer.characters import HAN
from news.importer.people import (
    AUTHOR,
    CORRESPONDENT,
    PHOTOGRAPHER,
    REPORTER,
    Credit,
    read_people,
)

_EDITOR, _SOURCE = "editor", "source"
_LABELS = {
    "文章来源": _SOURCE,
    "稿件来源": _SOURCE,
    "信息来源": _SOURCE,
    "来源": _SOURCE,
    "稿源": _SOURCE,
    "作者": AUTHOR,
    "撰文": AUTHOR,
    "撰稿": AUTHOR,
    "文字": AUTHOR,
    "文/图": AUTHOR,
    "图/文": AUTHOR,
    "文、图": AUTHOR,
    "图文": AUTHOR,
    "文": AUTHOR,
    "本报记者": REPORTER,
    "记者": REPORTER,
    "采写": REPORTER,
    "通讯员": CORRESPONDENT,
    "摄影": PHOTOGRAPHER,
    "摄": PHOTOGRAPHER,
    "图": PHOTOGRAPHER,
    **dict.fromkeys(
        [
            "责任编辑",
            "执行编辑",
            "值班编辑",
            "本期编辑",
            "新媒体编辑",
            "网络编辑",
            "编辑",
            "责编",
            "美编",
            "责任校对",
            "校对",
            "审核",
            "审校",
            "初审",
            "复审",
            "终审",
            "编审",
            "值班主任",
            "值班主编",
            "主编",
            "监制",
            "统筹",
            "版式",
        ],
        _EDITOR,
    ),
}
_LABEL = re.compile(
    r"(?:^|(?<=[\s|｜丨/;；,，]))"
    rf"({'|'.join(sorted(map(re.escape, _LABELS), key=len, reverse=True))})"
    r"\s*[:：|｜丨/／]\s*"
)
# "编辑 张三 校对 李四"
_EDITOR_LABELS = "|".join(
    sorted((label for label in _LABELS if _LABELS[label] == _EDITOR), key=len)[::-1]
)
_EDITOR_LABEL = re.compile(rf"(?:(?<=\s)|^)({_EDITOR_LABELS})\s+")
_EDITORS_APART = re.compile(
    rf"(?:(?:{_EDITOR_LABELS})\s+[{HAN}·]{{2,6}}(?:[\s、，]+|$))+"
)
_ORIGINAL_TITLE = re.compile(r"原(?:文)?标题\s*[:：]\s*(.+)")
_MARKS = "□■◎○●◆◇▢☐"
_MARKED = re.compile(rf"[{_MARKS}]\s*(?=\S)")
_WRAPPED = re.compile(
    r"[（(【\[]([^（）()【】\[\]]*(?:[（(][^（）()]*[）)][^（）()【】\[\]]*)?)[）)】\]]"
)
_LONGEST_LINE = 80
_LONGEST_EDITORS = 40
_EDITOR_SEPARATORS = re.compile(r"[\s、，,/／|｜]+")
_TIME_AFTER_SOURCE = re.compile(r"\s+\d{4}[-/.年]\d{1,2}.*$")
_LONGEST_SOURCE = 40

_DATELINE = re.compile(
    r"[^。！？；]{0,40}?(?:讯|电|消息|报道)[\s:：]*[（(]([^（）()]{2,60})[）)]"
)
_CLOSING = re.compile(r"[。！？”][\s]*[（(]([^（）()]{2,40})[）)]$")

_CAPTION = re.compile(
    r"[（(]?(?:图片来源|图源|供图|资料图|配图|图片说明|图为|图片|注|图|摄影|制图|摄)\s*[:：/｜|丨]|图为|[▲△▼↑]|[（(]?图片?来源"
)
LONGEST_CAPTION = 60
_PICTURE_CREDIT = re.compile(
    r"(?:图片来源|来源|图源|供图|摄影|制图|摄|图)\s*[:：/｜|丨]\s*([^\s。，；,;）)】\]]{1,40})"
)

_PROMOTION = re.compile(
    r"点击(?:上方|下方|右上角|蓝字).{0,40}(?:关注|订阅|蓝字|分享|菜单)"
    r"|^[（(【]?(?:长按|扫码|扫一扫|扫描).{0,40}(?:关注|二维码|下载|加入|识别|查看|订阅)"
    r"|^[（(【]?(?:欢迎|敬请|请)?关注.{0,20}(?:公众号|微信号|视频号|头条号|客户端)"
    r"|^更多.{0,30}(?:关注|公众号|客户端|APP|阅读原文)"
    r"|^(?:点击|戳)?.{0,6}阅读原文"
    r"|^(?:点个?|求)?(?:在看|点赞).{0,12}$"
    r"|^[（(【]?(?:免责声明|版权声明|特别声明|郑重声明|风险提示)[：:】]"
    r"|^[（(【*]?(?:未经.{0,12}(?:授权|许可)|转载请(?:注明|联系))"
    r"|^分享(?:到|至)[：:]"
    r"|^[\[【]?返回(?:首页|顶部|列表)"
)
_LONGEST_PROMOTION = 200


@dataclass(frozen=True)
class Credits:
    """What one or more lines say about a story."""

    byline: tuple[Credit, ...] = ()
    source: str = ""
    editors: tuple[str, ...] = ()
    original_title: str = ""

    def plus(self, other: "Credits") -> "Credits":
        """Return both together, in order; the first source and title win."""
        known = {name for name, _role in self.byline}
        added = tuple(row for row in other.byline if row[0] not in known)
        return Credits(
            self.byline + added,
            self.source or other.source,
            tuple(dict.fromkeys(self.editors + other.editors)),
            self.original_title or other.original_title,
        )


def read_credit_line(text: str, *, at_edge: bool) -> Credits | None:
    """Return the credits that `text` consists of; None when it is something else.

    `at_edge`: the line is one of the first or the last of the story, where names
    need no label in front of them ("东岭晚报记者 聂双").
    """
    line = unwrap(text)
    if title := _ORIGINAL_TITLE.fullmatch(line):
        return Credits(original_title=title[1].strip())
    if not line or len(line) > _LONGEST_LINE:
        return None
    if _LABEL.match(line):
        return _read_labelled(line)
    if not at_edge:
        return None
    if _EDITORS_APART.fullmatch(line):
        return _read_labelled(_EDITOR_LABEL.sub(r"\1：", line))
    return _read_names(line)


def read_source_line(text: str) -> str:
    """Return the source of a line that is known to name one (`em_media`)."""
    line = unwrap(text)
    label = _LABEL.match(line)
    return line[label.end() :].strip() if label else line


def read_dateline(text: str) -> tuple[Credit, ...]:
    """Return the names of "本报讯（记者 X 通讯员 Y）" at the start of a paragraph."""
    match = _DATELINE.match(text)
    return tuple(read_people(match[1])) if match else ()


def read_closing_names(text: str) -> tuple[Credit, ...]:
    """Return the names of "……。（本报记者 X）" at the end of a paragraph."""
    match = _CLOSING.search(text)
    return tuple(read_people(match[1])) if match else ()


def is_caption(text: str) -> bool:
    """Return whether the words of a line after an image say that they are on it."""
    return _CAPTION.match(text) is not None


def fits_caption(text: str) -> bool:
    """Return whether a line is short enough, and not a sentence, to be a caption."""
    return 0 < len(text) <= LONGEST_CAPTION and not text.endswith("。")


def read_picture_credit(caption: str) -> str:
    """Return who a caption says the picture is from or by, or ''."""
    match = _PICTURE_CREDIT.search(caption)
    return match[1] if match else ""


def is_promotion(text: str) -> bool:
    """Return whether a line asks to follow, share or not to copy."""
    return len(text) <= _LONGEST_PROMOTION and bool(_PROMOTION.search(text))


def unwrap(text: str) -> str:
    """Return `text` without the brackets or dashes around the whole of it."""
    line = text.strip().strip("—-*·").strip()
    wrapped = _WRAPPED.fullmatch(line)
    return wrapped[1].strip() if wrapped else line


def _read_labelled(line: str) -> Credits | None:
    _before, *parts = _LABEL.split(line)
    said_so_far = Credits()
    for label, value in zip(parts[::2], parts[1::2], strict=True):
        said = _read_label(_LABELS[label], value.strip(" \t\n\u3000|｜丨/;；,，"))
        if said is None:
            return None
        said_so_far = said_so_far.plus(said)
    return said_so_far


def _read_label(kind: str, value: str) -> Credits | None:
    if kind == _SOURCE:
        source = _TIME_AFTER_SOURCE.sub("", value)
        return Credits(source=source) if len(source) <= _LONGEST_SOURCE else None
    if kind == _EDITOR:
        return _read_editors(value)
    people = read_people(value, default_role=kind)
    return None if value and not people else Credits(byline=tuple(people))


def _read_editors(value: str) -> Credits | None:
    people = read_people(value, default_role=_EDITOR)
    if people:
        return Credits(editors=tuple(name for name, _role in people))
    # Some papers sign with a number: "责任编辑：DF528".
    if len(value) > _LONGEST_EDITORS or re.search(r"[。！？：]", value):
        return None
    return Credits(editors=tuple(filter(None, _EDITOR_SEPARATORS.split(value))))


def _read_names(line: str) -> Credits | None:
    is_marked = _MARKED.match(line) is not None
    names = _MARKED.sub(" ", line)
    # "□文/张三 图/李四"
    if is_marked and _LABEL.match(names.strip()):
        return _read_labelled(names.strip())
    people = read_people(names, default_role=AUTHOR if is_marked else "")
    # Other marks than □ also stand before a section's heading ("■ 一城四季").
    if line[:1] != "□" and any(_is_phrase(*credit) for credit in people):
        return None
    return Credits(byline=tuple(people)) if people else None


def _is_phrase(name: str, role: str) -> bool:
    return role == AUTHOR and len(name) > 3 and "·" not in name
