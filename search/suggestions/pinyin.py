"""Pinyin of phrases, and how letters that a reader types can be read as pinyin."""

from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin

from search.text import fold, runs

# The syllables of Standard Chinese without tones, as keyboards write them (ü is v).
_WRITTEN = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai
can cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu
chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang
dao de dei deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en er
fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua
guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai
huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun
ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai
lan lang lao le lei len leng li lia lian liang liao lie lin ling liu lo long lou lu
luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu
mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong
nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping
po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao
re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai
shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun
shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie
ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang
xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you
yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei
zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu
zuan zui zun zuo
"""
SYLLABLES = frozenset(_WRITTEN.split())
# Beginnings of syllables, for the one that is still being typed.
_BEGINNINGS = frozenset(
    syllable[:end] for syllable in SYLLABLES for end in range(1, len(syllable))
)
# As many ways to read letters as are looked for: xian is xi'an, fangan three things.
MAX_READINGS = 4


def syllables(text: str) -> list[str]:
    """Return the pinyin of a folded text, a syllable for each Han character.

    A word or number in other letters is one syllable; pypinyin knows how characters
    with several readings are read in their words.
    """
    found: list[str] = []
    for run in runs(text):
        found += _of_han(run.text) if run.is_han else [run.text]
    return found


@lru_cache(maxsize=4096)
def _of_han(text: str) -> list[str]:
    # A character without a reading stays; so there are as many as characters.
    return lazy_pinyin(text, errors=list)  # type: ignore[arg-type]


def spelled(text: str) -> str:
    """Return the syllables with a space after each: "zhang ye "."""
    return "".join(f"{syllable} " for syllable in syllables(text))


def initials(text: str) -> str:
    """Return the first letters of the syllables; a word in letters or figures whole."""
    return "".join(
        "".join(syllable[0] for syllable in _of_han(run.text))
        if run.is_han
        else run.text
        for run in runs(text)
    )


def readings(letters: str) -> list[list[str]]:
    """Return how typed letters split into syllables; the last one may be unfinished.

    Those of whole and of few syllables come first; letters that are no pinyin have none.
    """
    letters = fold(letters).replace("ü", "v").replace("'", "").replace("’", "")
    if not letters.isascii():
        return []
    found = sorted(
        _splits(letters), key=lambda parts: (parts[-1] not in SYLLABLES, len(parts))
    )
    return found[:MAX_READINGS]


def _splits(letters: str) -> Iterator[list[str]]:
    """Yield the ways, a whole syllable at a time, from the longest."""
    stack: list[tuple[int, list[str]]] = [(0, [])]
    steps = 0
    while stack and steps < _MAX_STEPS:
        steps += 1
        start, before = stack.pop()
        rest = letters[start:]
        if rest in SYLLABLES or rest in _BEGINNINGS:
            yield [*before, rest]
        sizes = range(1, min(_LONGEST, len(rest) - 1) + 1)
        stack += [
            (start + size, [*before, rest[:size]])
            for size in sizes
            if rest[:size] in SYLLABLES
        ]


_LONGEST = max(map(len, SYLLABLES))
# Letters can be split in very many ways; a reader means one of the first.
_MAX_STEPS = 200
