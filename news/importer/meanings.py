"""What each problem code means, to operators (English) and to editors (Chinese)."""

from typing import NamedTuple


class Meaning(NamedTuple):
    """A problem in words: as a clause for operators, and what editors do about it."""

    english: str
    chinese: str
    advice: str


NOTHING_TO_DO = "不用处理。"
_CHECK_TEXT = "打开稿件看一遍，有缺字就对照原文补上。"

MEANINGS = {
    # The file is not imported.
    "unreadable_file": Meaning(
        "the file cannot be read", "文件读不出来", "检查文件是否损坏，换一份再导入。"
    ),
    "missing_front_matter": Meaning(
        "the file has no front matter",
        "文件开头没有“---”信息段，不是稿件",
        "确实是稿件的，补上标题、日期、栏目后再导入。",
    ),
    "category_not_made": Meaning(
        "its category cannot be made",
        "所属栏目建不起来",
        "检查文件里的栏目名和代号，或先在后台建好栏目，再导入一次。",
    ),
    "front_matter_unsafe": Meaning(
        "the front matter uses anchors, aliases or object tags",
        "信息段含有不安全的写法（锚点、别名、对象标签）",
        "去掉这些写法，或在后台手工新建稿件。",
    ),
    # The story is kept as a draft.
    "missing_title": Meaning(
        "there is no title", "没有标题", "打开草稿，拟好标题后发布。"
    ),
    "missing_date": Meaning(
        "there is no date", "没有日期", "查到见报日期，填进“发布时间”后发布。"
    ),
    "bad_date": Meaning(
        "the date does not exist or cannot be read",
        "日期不存在或看不懂",
        "核对见报日期，填进“发布时间”后发布。",
    ),
    "no_body": Meaning(
        "no text is left after cleaning", "没有正文", "对照原文补上正文，或删除草稿。"
    ),
    "bad_slug": Meaning(
        "the category's slug holds characters of paths or markup",
        "栏目代号含有路径或代码字符",
        "把稿件移到正确的栏目后发布。",
    ),
    "text_lost_in_broken_markup": Meaning(
        "broken markup has swallowed text", "残缺的代码吞掉了文字", _CHECK_TEXT
    ),
    "category_withdrawn": Meaning(
        "its category is not public",
        "所属栏目已撤下或尚未发布",
        "先发布栏目，再导入一次即发布；或把稿件移到别的栏目。",
    ),
    "marked_as_draft": Meaning(
        "its front matter says that it is a draft",
        "原文件标明是草稿",
        "打开草稿看一遍，可以见报的就发布。",
    ),
    # Title, date, category.
    "title_from_body": Meaning(
        "the title is made from the body's first words",
        "标题取自正文开头",
        "改成合适的标题。",
    ),
    "date_format_nonstandard": Meaning(
        "the date is not in ISO form", "日期写法不规范，已读懂", "抽查日期是否正确。"
    ),
    "date_zone_assumed": Meaning(
        "no zone is given: Asia/Shanghai is assumed",
        "日期没写时区，按北京时间",
        NOTHING_TO_DO,
    ),
    "date_without_time": Meaning(
        "only a day is given: 00:00 is assumed", "日期没写时刻，按零点", NOTHING_TO_DO
    ),
    "date_from_filename": Meaning(
        "the date is from the file's name", "日期取自文件名", "核对见报日期。"
    ),
    "missing_category": Meaning(
        "no category is named", "没写栏目", "从“未分类”移到合适的栏目。"
    ),
    "category_split": Meaning(
        "the category's slug holds spaces",
        "栏目代号含空格，按一个栏目处理",
        "确有两个栏目的，移动稿件。",
    ),
    "category_name_conflict": Meaning(
        "the slug belongs to a category of another name",
        "同一代号已有另一个中文名的栏目",
        "确认稿件是否放对栏目，不对就移动。",
    ),
    "slug_normalised": Meaning(
        "the category's slug held spaces, brackets or capitals",
        "栏目代号已规范化",
        NOTHING_TO_DO,
    ),
    "duplicate_tag_removed": Meaning(
        "a tag is given twice", "重复的标签只留一个", NOTHING_TO_DO
    ),
    # Source and copies.
    "missing_source": Meaning("no source line", "没有来源", "需要署来源的，补上。"),
    "missing_original_url": Meaning(
        "no original address", "没有原文地址", NOTHING_TO_DO
    ),
    "duplicate_of": Meaning(
        "the same article as another file",
        "与另一个文件是同一篇稿件",
        "不用处理：只导入其中一份。",
    ),
    "updated_version_of": Meaning(
        "a newer text of the article in another file",
        "与另一个文件同稿、文字不同，用较新的",
        "核对是否用了正确的一版。",
    ),
    # The file.
    "front_matter_repaired": Meaning(
        "the front matter is no valid YAML: read line by line",
        "信息段格式有误，已逐行修复",
        "抽查标题和日期。",
    ),
    "encoding_not_utf8": Meaning(
        "decoded as GB18030 or UTF-16", "文件不是 UTF-8 编码，已转换", "抽查有无乱码。"
    ),
    "invalid_bytes_replaced": Meaning(
        "bytes that are no text are replaced", "有坏字节，已用 � 代替", _CHECK_TEXT
    ),
    "bom_removed": Meaning(
        "a byte order mark is removed", "已去掉文件头标记", NOTHING_TO_DO
    ),
    "control_characters_removed": Meaning(
        "control characters are removed", "已去掉控制字符", NOTHING_TO_DO
    ),
    "invisible_characters_removed": Meaning(
        "invisible characters are removed", "已去掉看不见的字符", NOTHING_TO_DO
    ),
    "trailing_garbage": Meaning(
        "text after the end of the post is dropped",
        "稿件结尾之后还有文字，已去掉",
        _CHECK_TEXT,
    ),
    # The body.
    "unsafe_html_removed": Meaning(
        "scripts, styles or forms are removed", "已去掉脚本、样式或表单", NOTHING_TO_DO
    ),
    "unsafe_link_removed": Meaning(
        "an unsafe link is removed, its text kept",
        "已去掉不安全的链接，文字保留",
        NOTHING_TO_DO,
    ),
    "embed_removed": Meaning(
        "a video, audio or frame is removed or made a link",
        "视频、音频或嵌入页没有带过来，或改成了链接",
        "需要的，用“视频”块重新添加。",
    ),
    "hidden_text_removed": Meaning(
        "hidden text is dropped", "已去掉隐藏的文字", NOTHING_TO_DO
    ),
    "html_repaired": Meaning(
        "unclosed or misnested tags are mended", "代码没有配对，已修复", NOTHING_TO_DO
    ),
    "oversize_paragraph": Meaning(
        "a paragraph is too long", "有超长段落", "打开稿件，分成几段。"
    ),
    "unsupported_markup_removed": Meaning(
        "Liquid or kramdown markup is removed", "已去掉模板代码", "抽查正文。"
    ),
    "boilerplate_removed": Meaning(
        "promotion or disclaimers are removed", "已去掉推广或免责文字", NOTHING_TO_DO
    ),
    "ads_removed": Meaning(
        "advertising or share buttons are removed",
        "已去掉广告或分享按钮",
        NOTHING_TO_DO,
    ),
    "ambiguous_heading": Meaning(
        "a short line could be a heading",
        "有的短句可能是小标题",
        "打开稿件，是小标题的改成小标题块。",
    ),
    # Pictures.
    "missing_media": Meaning(
        "there is no file for a picture",
        "图片没有找到，保留了原地址",
        "打开稿件，从图片库换上图片。",
    ),
    "broken_media": Meaning(
        "a picture's file is broken or too large",
        "图片损坏或太大，保留了原地址",
        "打开稿件，从图片库换上图片。",
    ),
}


def code_of(problem: str) -> str:
    """Return the code of a problem, without the file that some name."""
    return problem.partition(":")[0]


def in_english(problem: str) -> str:
    """Return a problem as a clause; of one that nobody has described, its code."""
    code, _, other = problem.partition(":")
    meaning = MEANINGS.get(code)
    clause = meaning.english if meaning else code
    return f"{clause} ({other})" if other else clause


def in_chinese(problem: str) -> str:
    """Return a problem in an editor's words; of one not described, its code."""
    code, _, other = problem.partition(":")
    meaning = MEANINGS.get(code)
    words = meaning.chinese if meaning else code
    return f"{words}（{other}）" if other else words
