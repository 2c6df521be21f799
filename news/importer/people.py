"""Names under a headline: who did what, from a line of Chinese text."""

import re

from news.importer.characters import HAN

# A name and what that person did: a value of NewsByline.Role.
Credit = tuple[str, str]

REPORTER, CORRESPONDENT = "reporter", "correspondent"
PHOTOGRAPHER, AUTHOR = "photographer", "author"

_NAME = rf"(?:[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:[·•．][{HAN}]{{1,8}})+)"
_FULL_NAME = re.compile(_NAME)
_LATIN = re.compile(r"[A-Za-z][A-Za-z.'’ -]{0,40}")
_ROLES = {
    "摄影记者": PHOTOGRAPHER,
    "图片记者": PHOTOGRAPHER,
    "见习记者": REPORTER,
    "记者": REPORTER,
    "实习生": REPORTER,
    "通讯员": CORRESPONDENT,
    "摄影": PHOTOGRAPHER,
    "特约撰稿人": AUTHOR,
    "撰稿人": AUTHOR,
    "撰稿": AUTHOR,
    "撰文": AUTHOR,
    "作者": AUTHOR,
    "评论员": AUTHOR,
}
# "东岭晚报记者", "记者傅青禾", "本报首席记者"
_ROLE = re.compile(
    rf"(?P<paper>[{HAN}\w]{{0,14}}?)(?P<role>{'|'.join(_ROLES)})[:：]?(?P<name>{_NAME})?"
)
# What follows a name and is none: "张三 摄影报道", "李四 文/图".
_AFTER_NAMES = frozenset(
    [
        "文",
        "图",
        "摄",
        "摄影报道",
        "报道",
        "文图",
        "图文",
        "整理",
        "综合",
        "文并摄",
        "采写",
        "编译",
        "供图",
        "发自",
    ]
)
# What looks like a name beside 记者 and never is one.
_NO_NAMES = frozenset(
    [
        "手记",
        "调查",
        "观察",
        "探访",
        "走访",
        "获悉",
        "了解",
        "看到",
        "述评",
        "专访",
        "采访",
        "连线",
        "日前",
        "今日",
        "近日",
        "从",
        "在场",
        "现场",
        "问答",
        "招待会",
        "提问",
        "团队",
        "之家",
        "证",
        "站",
        "点评",
        "说法",
        "完",
        "未完待续",
        "待续",
        "编者按",
        "核心提示",
        *("链接", "背景", "案例", "点评", "提示", "评论", "后记", "编后", "解读"),
        *("图解", "数说", "声音", "现场", "对话", "观点", "小贴士", "名词解释"),
        *("新闻链接", "知识链接", "温馨提示", "记者手记", "采访手记", "短评"),
        "相关链接",
        "新闻背景",
        "延伸阅读",
        "内容提要",
        "导读",
    ]
)
_SEPARATORS = re.compile(r"[\s、，,/／|｜丨&＆;；]+")
_REMARK = re.compile(r"(?<=\S)[（(][^（）()]*[）)]")


def read_people(text: str, *, default_role: str = "") -> list[Credit]:
    """Return the credits that `text` consists of, in order.

    Nothing at all when a part of `text` is neither a name nor a role, or when a
    name has no role before it and there is no `default_role`.
    """
    role = default_role
    people: list[Credit] = []
    for token in _split(text):
        if token in _AFTER_NAMES and people:
            continue
        if match := _ROLE.fullmatch(token):
            role, token = _ROLES[match["role"]], match["name"] or ""
            if not token:
                continue
        if not role or not _is_name(token):
            return []
        people.append((token, role))
    return list(dict.fromkeys(people))


def _is_name(token: str) -> bool:
    if token in _NO_NAMES:
        return False
    return bool(_FULL_NAME.fullmatch(token) or _LATIN.fullmatch(token))


def _split(text: str) -> list[str]:
    tokens: list[str] = []
    for token in filter(None, _SEPARATORS.split(_REMARK.sub("", text))):
        # Two characters set apart are one name (王　勇), Latin words are too.
        if tokens and (_joins_han(tokens[-1], token)):
            tokens[-1] += token
        elif tokens and _LATIN.fullmatch(token) and _LATIN.fullmatch(tokens[-1]):
            tokens[-1] += f" {token}"
        else:
            tokens.append(token)
    return tokens


def _joins_han(first: str, second: str) -> bool:
    is_single = len(first) == 1 and len(second) == 1
    return is_single and not {first, second} & _AFTER_NAMES
