"""Ratings and what reference implementations make of them, as JSON on stdout: test/server/raters/agreement/reference.json.

    pip install krippendorff==0.9.0 statsmodels==0.15.0 scikit-learn==1.9.1 numpy
    python scripts/benchmarks/reference/agreement.py > test/server/raters/agreement/reference.json
"""
import json
import sys

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

random = np.random.default_rng(7)


def ratings(raters, units, classes, agreement):
    truth = random.integers(classes, size=units)
    noise = random.integers(classes, size=(raters, units))
    return np.where(random.random((raters, units)) < agreement, truth, noise)


cohen = []
for classes, units, agreement in [(2, 30, 0.8), (4, 60, 0.5), (6, 45, 0.1), (3, 12, 0.95)]:
    a, b = ratings(2, units, classes, agreement)
    cohen.append(
        {
            "classes": classes,
            "pairs": np.stack([a, b], axis=1).tolist(),
            "none": cohen_kappa_score(a, b, labels=range(classes)),
            "linear": cohen_kappa_score(a, b, labels=range(classes), weights="linear"),
            "quadratic": cohen_kappa_score(a, b, labels=range(classes), weights="quadratic"),
        }
    )

fleiss = []
for raters, classes, units, agreement in [(3, 3, 20, 0.7), (5, 4, 40, 0.4), (2, 2, 25, 0.9)]:
    said = ratings(raters, units, classes, agreement)
    counts = np.stack([(said == c).sum(axis=0) for c in range(classes)], axis=1)
    fleiss.append({"counts": counts.tolist(), "kappa": fleiss_kappa(counts)})

alpha = []
for raters, classes, units, agreement, missing in [(2, 3, 20, 0.8, 0.0), (4, 5, 40, 0.5, 0.3), (6, 4, 60, 0.2, 0.6)]:
    said = ratings(raters, units, classes, agreement).astype(float) + 1
    said[random.random((raters, units)) < missing] = np.nan
    of = lambda level: krippendorff.alpha(reliability_data=said, level_of_measurement=level)
    alpha.append(
        {
            "units": [[v for v in column if not np.isnan(v)] for column in said.T.tolist()],
            **{level: of(level) for level in ["nominal", "ordinal", "interval", "ratio"]},
        }
    )

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: four observers, twelve units, nominal .743, ordinal .815, interval .849, ratio .797.
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
published = {"units": [[row[u] for row in PUBLISHED if row[u] is not None] for u in range(12)]}
json.dump({"cohen": cohen, "fleiss": fleiss, "alpha": alpha, "published": published}, sys.stdout)
