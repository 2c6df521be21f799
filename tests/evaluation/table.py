"""What an evaluation says."""

from collections.abc import Callable, Sequence

from tests.evaluation.judging import Draw, KindResult
from tests.evaluation.metrics import latency, mean

_HEADER = (
    f"{'':<22}{'queries':>8}{'MRR@10':>9}{'nDCG@10':>9}{'recall@100':>12}"
    f"{'p50 ms':>9}{'p95 ms':>9}"
)
_MOST_SHOWN = 10

Say = Callable[[str], None]


def show_results(results: Sequence[KindResult], say: Say) -> None:
    """Say a line for each kind, one for all, and what was refused."""
    say(f"\n{_HEADER}")
    for result in results:
        say(_row(result.kind, result))
    if len(results) > 1:
        say(_row("all", _together(results)))
    refused = [line for result in results for line in result.refused]
    if refused:
        say(f"\n{len(refused)} queries were refused, and count as finding nothing:")
        for line in refused[:_MOST_SHOWN]:
            say(f"  {line}")


def show_misses(drawn: Sequence[Draw], missed: Sequence[Draw], say: Say) -> None:
    """Say how many drawn strings did not find their story, and some of them."""
    if not drawn:
        return
    say(
        f"\n{len(missed)} misses of {len(drawn)} strings of 2-4 characters drawn from "
        "the stories, newest first"
    )
    for draw in missed[:_MOST_SHOWN]:
        say(f"  {draw.text} does not find {draw.story.id}")


def _together(results: Sequence[KindResult]) -> KindResult:
    whole = KindResult("all")
    for result in results:
        whole.qualities += result.qualities
        whole.seconds += result.seconds
    return whole


def _row(name: str, result: KindResult) -> str:
    found = mean(result.qualities)
    took = latency(result.seconds) if result.seconds else None
    times = f"{took.p50:>9.1f}{took.p95:>9.1f}" if took else ""
    return (
        f"{name[:21]:<22}{len(result.qualities):>8}{found.mrr:>9.3f}{found.ndcg:>9.3f}"
        f"{found.recall:>12.3f}{times}"
    )
