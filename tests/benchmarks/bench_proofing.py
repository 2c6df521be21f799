"""`make bench-proofing`: what the machine check costs.

    python -m tests.benchmarks.bench_proofing [--terms 5000] [--characters 2000]


Prints what building the automaton takes once, and a check: everything from the story in
memory to the sorted findings, queries included. In a database of its own.
"""

import argparse
import random
import statistics
import sys
import time

import django
from django.core.management import call_command
from django.db import connection

from tests.benchmarks.scratch import scratch_database

# Characters of the made-up terms and paragraphs: common ones, so that many nearly fit.
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
)
PARAGRAPH = 200


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, default=5_000)
    parser.add_argument("--characters", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    with scratch_database("baoguan_bench_proofing"):
        django.setup()
        call_command("migrate", verbosity=0)
        said = _measure(options.terms, options.characters, options.times)
        connection.close()
    sys.stdout.write(f"{said}\n")


def _measure(terms: int, characters: int, times: int) -> str:
    from news.proofing.findings import find_all
    from news.proofing.lexicon import lexicon
    from news.proofing.plain import plain_text

    chance = random.Random(6)  # noqa: S311
    _write_terms(chance, terms)
    story = _story(chance, characters)
    begun = time.perf_counter()
    list(lexicon().matches("部署"))
    built = (time.perf_counter() - begun) * 1000
    taken, found = [], 0
    for _ in range(times):
        plain_text.cache_clear()
        begun = time.perf_counter()
        found = len(find_all(story))
        taken.append((time.perf_counter() - begun) * 1000)
    return (
        f"{terms} terms loaded and built in {built:.0f} ms; a check of {characters} "
        f"characters ({found} findings): median {statistics.median(taken):.2f} ms, "
        f"slowest of {times} {max(taken):.2f} ms"
    )


def _write_terms(chance: random.Random, number: int) -> None:
    from news.models import ProofingTerm

    words: set[str] = set()
    while len(words) < number:
        words.add("".join(chance.choices(COMMON, k=chance.randint(3, 6))))
    ProofingTerm.objects.all().delete()
    ProofingTerm.objects.bulk_create(
        ProofingTerm(word=word, replacement=word[::-1] + "了") for word in sorted(words)
    )


def _story(chance: random.Random, characters: int) -> "object":
    from news.models import NewsPage

    paragraphs = []
    for _ in range(characters // PARAGRAPH):
        text = "".join(chance.choices(COMMON + "，，。", k=PARAGRAPH - 12))
        paragraphs.append(
            ("paragraph", f"<p>{text}</p><p>5月20日<b>会议</b>“布署”。</p>")
        )
    return NewsPage(title="全县部署防汛工作", summary="各镇参加。", body=paragraphs)


if __name__ == "__main__":
    main()
