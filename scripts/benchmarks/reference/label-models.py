"""Votes and what reference implementations make of them, as JSON on stdout: test/server/supervision/label-models/reference.json.

    pip install crowd-kit==1.4.2 numpy pandas
    python scripts/benchmarks/reference/label-models.py > test/server/supervision/label-models/reference.json
"""
import json
import sys

import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene, MajorityVote, OneCoinDawidSkene

ABSTAIN = -1
# items, functions, classes, share of abstentions, rounds, seed
CASES = [(40, 4, 2, 0.3, 1, 1), (60, 5, 3, 0.4, 7, 2), (120, 8, 4, 0.6, 25, 3), (50, 3, 2, 0.0, 50, 4)]


def votes_of(items, functions, classes, abstaining, seed):
    random = np.random.default_rng(seed)
    truth = random.integers(classes, size=items)
    accuracy = random.uniform(0.5, 0.9, size=functions)
    wrong = (truth[:, None] + random.integers(1, classes, size=(items, functions))) % classes
    said = np.where(random.random((items, functions)) < accuracy, truth[:, None], wrong)
    said[random.random((items, functions)) < abstaining] = ABSTAIN
    voted = (said != ABSTAIN).any(axis=1)
    return said[voted], truth[voted]


def fitted(model, frame, classes, *known):
    probabilities = model.fit_predict_proba(frame, *known)
    return probabilities.reindex(columns=range(classes), fill_value=0).sort_index().to_numpy().tolist()


cases = []
for items, functions, classes, abstaining, rounds, seed in CASES:
    votes, truth = votes_of(items, functions, classes, abstaining, seed)
    known = {i: int(truth[i]) for i in range(0, len(votes), 5)}
    rows = [(i, j, int(votes[i, j])) for i in range(len(votes)) for j in range(functions) if votes[i, j] != ABSTAIN]
    frame = pd.DataFrame(rows, columns=["task", "worker", "label"])
    never = -np.inf
    cases.append(
        {
            "classes": classes,
            "rounds": rounds,
            "votes": votes.tolist(),
            "majority": fitted(MajorityVote(), frame, classes),
            "dawidSkene": fitted(DawidSkene(n_iter=rounds, tol=never), frame, classes),
            "known": [known.get(i, -1) for i in range(len(votes))],
            "dawidSkeneKnown": fitted(DawidSkene(n_iter=rounds, tol=never), frame, classes, pd.Series(known)),
            "oneCoin": fitted(OneCoinDawidSkene(n_iter=rounds, tol=never), frame, classes),
        }
    )
json.dump(cases, sys.stdout)
