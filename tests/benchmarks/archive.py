"""A made-up archive of posts, the same for the same seed, as large as wanted.

    python -m tests.benchmarks.archive FOLDER --posts 100000 [--seed 1] [--messy]

Each post depends on the seed and its number alone, so that a part of an archive is
the same whoever makes it.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter

from tests.benchmarks import messy, prose, words

_FIRST_DAY = datetime(2010, 1, 1, 6)  # noqa: DTZ001
_DAYS = 5840
# 7919 and 10 ** 10 have no common factor: no two numbers give the same code.
_CODE_STEP, _CODES = 7919, 10**10
_TEXT_LENGTH = 1800
_BATCH = 2000


@dataclass(frozen=True)
class Post:
    """A post file: its path below the archive's folder, and what is in it."""

    name: str
    data: bytes


def posts(
    count: int, *, start: int = 0, seed: int = 1, is_messy: bool = False
) -> Iterator[Post]:
    """Yield the posts number `start` to `start + count - 1`."""
    for number in range(start, start + count):
        yield make_post(number, seed=seed, is_messy=is_messy)


def make_post(number: int, *, seed: int = 1, is_messy: bool = False) -> Post:
    """Return one post; with `is_messy` as posts come from real archives."""
    if is_messy and number and messy.is_copy(number):
        return _copy(make_post(number - 1, seed=seed, is_messy=True))
    random = Random(seed << 40 | number)  # noqa: S311
    moment = _moment(number, random)
    digits = f"{moment:%Y%m%d}{(number * _CODE_STEP) % _CODES:010d}"
    slug, paper = words.PAPERS[int(random.random() ** 2 * len(words.PAPERS))]
    text = _front_matter(random, moment, slug, paper) + _body(random, paper)
    text += _tail(f"NW{digits}", slug, paper)
    name = f"{moment:%Y/%m/%Y-%m-%d}-{digits}.md"
    data = messy.spoil(text, random) if is_messy else text.encode()
    return Post(name, data)


def write_archive(
    folder: Path, count: int, *, seed: int = 1, is_messy: bool = False, workers: int = 1
) -> None:
    """Write an archive into a folder, below folders of years and months."""
    write = partial(_write, folder, count, seed, is_messy)
    if workers == 1:
        for start in range(0, count, _BATCH):
            write(start)
        return
    with ProcessPoolExecutor(workers) as pool:
        for _done in pool.map(write, range(0, count, _BATCH)):
            pass


def _write(folder: Path, count: int, seed: int, is_messy: bool, start: int) -> None:
    size = min(_BATCH, count - start)
    made: set[str] = set()
    for post in posts(size, start=start, seed=seed, is_messy=is_messy):
        path = f"{folder}/{post.name}"
        parent = path.rpartition("/")[0]
        if parent not in made:
            Path(parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        Path(path).write_bytes(post.data)


def _copy(post: Post) -> Post:
    """Return the copy of a post: another folder, the code in the name with NW."""
    stem = Path(post.name).stem
    return Post(f"copies/{stem[:7]}/{stem[:11]}NW{stem[11:]}.md", post.data)


def _moment(number: int, random: Random) -> datetime:
    # Numbers go round the calendar, so that a small archive has every year.
    days = (number * 37) % _DAYS
    return _FIRST_DAY + timedelta(days=days, seconds=int(random.random() * 60_000))


def _front_matter(random: Random, moment: datetime, slug: str, paper: str) -> str:
    lines = [
        "---",
        "layout: post",
        f'title: "{prose.title(random)}"',
        f"date: {moment:%Y-%m-%d %H:%M:%S} +0800",
        f"categories: {slug}",
    ]
    if random.random() < 0.7:
        lines.append(f"tags: {paper}新闻")
    else:
        topics = random.sample(words.TOPICS, 1 + int(random.random() * 3))
        lines.append(f"tags: [{', '.join([f'{paper}新闻', *topics])}]")
    return "\n".join([*lines, "---", ""])


def _body(random: Random, paper: str) -> str:
    texts = [f"□ {prose.person(random)}"] if random.random() < 0.8 else []
    length, until_heading = 0, 2
    while length < _TEXT_LENGTH * 0.93:
        if until_heading == 0:
            texts.append(prose.heading(random))
            until_heading = 2 + int(random.random() * 2)
        text = prose.paragraph(random, 60 + int(random.random() * 140))
        texts.append(text)
        length += len(text)
        until_heading -= 1
    paragraphs = " ".join([f"<p>{text}</p>" for text in texts])
    return f'{paragraphs}<p class="em_media">（文章来源：{paper}）</p>\n\n'


def _tail(code: str, slug: str, paper: str) -> str:
    address = f"http://share.example.cn/html_News/NewsShare.html?infoCode={code}"
    back = f"[返回{paper}新闻](//news.example.cn/category/{slug}.html)"
    return f"<{address}>\n\n{back}｜[返回首页](//news.example.cn/)"


def main() -> None:
    """Write an archive and say how fast."""
    parser = argparse.ArgumentParser(description="Write a made-up archive of posts.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messy", action="store_true")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    started = perf_counter()
    write_archive(
        given.folder,
        given.posts,
        seed=given.seed,
        is_messy=given.messy,
        workers=given.workers,
    )
    seconds = perf_counter() - started
    sys.stdout.write(f"{given.posts} posts in {seconds:.1f} s\n")


if __name__ == "__main__":
    main()
