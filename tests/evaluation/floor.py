"""The least that each kind of query must reach on the project's own set.

Chosen just under what was measured: one query of a kind may fall from the first place
to the second. A change of ranking that goes below takes something from readers.
"""

from tests.evaluation.metrics import Quality

FLOORS = {
    "question": Quality(mrr=0.96, ndcg=0.95, recall=0.96),
    "headline": Quality(mrr=0.96, ndcg=0.95, recall=0.95),
    "two keywords": Quality(mrr=0.96, ndcg=0.95, recall=0.99),
    "title part": Quality(mrr=0.95, ndcg=0.96, recall=1.0),
    "quoted": Quality(mrr=0.95, ndcg=0.96, recall=1.0),
    "place": Quality(mrr=0.99, ndcg=0.97, recall=1.0),
    "person": Quality(mrr=0.99, ndcg=0.97, recall=1.0),
    "mixed": Quality(mrr=0.96, ndcg=0.95, recall=0.96),
    "traditional": Quality(mrr=0.95, ndcg=0.96, recall=1.0),
    "full width": Quality(mrr=0.95, ndcg=0.96, recall=1.0),
    "misspelled": Quality(mrr=0.95, ndcg=0.96, recall=1.0),
}
DRAWS = 300
