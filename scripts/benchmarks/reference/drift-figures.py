"""What SciPy says of made-up samples: the figures that the tests of server/monitoring/tests are held against.

    python3 scripts/benchmarks/reference/drift-figures.py > test/server/monitoring/fixtures/drift-figures.json

Needs numpy, scipy and scikit-learn. The samples are written beside the figures, so that the tests need neither.
"""
import json
import sys

import numpy as np
import scipy
from scipy import special, stats
from scipy.spatial.distance import cdist, jensenshannon
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(2026)


def ks(a, b, method):
    found = stats.ks_2samp(a, b, method=method)
    return {"a": list(a), "b": list(b), "statistic": found.statistic, "p": found.pvalue}


def chi_square(a, b):
    both = np.array([a, b])
    both = both[:, both.sum(axis=0) > 0]
    statistic, p, degrees, _ = stats.chi2_contingency(both, correction=False)
    return {"a": a, "b": b, "statistic": statistic, "p": p, "degrees": int(degrees)}


def discrepancy(x, y):
    both = np.vstack([x, y])
    squares = cdist(both, both, "sqeuclidean")
    pairs = squares[np.triu_indices(len(both), 1)]
    kernel = np.exp(-squares / (2 * np.median(pairs)))
    m, n = len(x), len(y)
    xx, yy, xy = kernel[:m, :m], kernel[m:, m:], kernel[:m, m:]
    statistic = (xx.sum() - m) / (m * (m - 1)) + (yy.sum() - n) / (n * (n - 1)) - 2 * xy.mean()
    return {"x": x.astype(float).tolist(), "y": y.astype(float).tolist(), "statistic": statistic}


RIDGE = 0.3


def looks(x, y):
    """Inner products of the whitened vectors, and 2 AUC - 1 of a ridge regression that is fitted anew without each vector."""
    both = np.vstack([x, y]).astype(float)
    count, size = both.shape
    covariance = np.cov(both.T, bias=True)
    ridge = RIDGE * np.trace(covariance) / size
    centred = both - both.mean(axis=0)
    inner = centred @ np.linalg.inv(covariance + ridge * np.eye(size)) @ centred.T
    side = np.r_[np.zeros(len(x)), np.ones(len(y))]
    scores = []
    for out in range(count):
        kept = np.arange(count) != out
        # Without the mean of the others' sides, which gives away the side of the one left out.
        rule = Ridge(alpha=count * ridge).fit(both[kept], side[kept])
        scores.append(rule.predict(both[out : out + 1])[0] - side[kept].mean())
    return {"x": x.astype(float).tolist(), "y": y.astype(float).tolist(), "inner": inner.tolist(), "separability": 2 * roc_auc_score(side, scores) - 1}


def stability(a, b):
    p = np.maximum(np.array(a) / np.sum(a), 1e-4)
    q = np.maximum(np.array(b) / np.sum(b), 1e-4)
    return {"a": a, "b": b, "value": float(np.sum((q - p) * np.log(q / p)))}


def sample(size, shift=0.0, digits=4):
    return np.round(rng.normal(shift, 1, size), digits)


samples = [(sample(7), sample(9)), (sample(40), sample(40, 0.6)), (sample(30, digits=0), sample(55, 0.4, digits=0)),
           (sample(120), sample(75, 1.4)), (sample(5), sample(5, 20))]
counts = [([12, 5, 9], [8, 11, 4]), ([300, 20, 0, 41, 7], [280, 40, 0, 12, 9]), ([3, 0], [0, 4])]
figures = {
    "scipy": scipy.__version__,
    "ks": [ks(a, b, "exact") for a, b in samples],
    "kolmogorov": [{"z": z, "p": special.kolmogorov(z)} for z in (0.05, 0.3, 0.7, 0.99, 1.0, 1.36, 2.2, 4.0)],
    "gamma": [{"a": a, "x": x, "value": special.gammaincc(a, x)} for a in (0.5, 1, 4.5, 30, 400) for x in (0.01, 0.9, 4, 28, 410)],
    "chiSquare": [chi_square(a, b) for a, b in counts],
    "wasserstein": [{"a": list(a), "b": list(b), "value": stats.wasserstein_distance(a, b)} for a, b in samples],
    "jensenShannon": [{"a": a, "b": b, "value": float(jensenshannon(a, b, base=2))} for a, b in counts],
    "stability": [stability(a, b) for a, b in counts],
    "discrepancy": [discrepancy(rng.normal(0, 1, (m, 4)).astype(np.float32), rng.normal(shift, 1, (n, 4)).astype(np.float32))
                    for m, n, shift in ((6, 5, 0.0), (20, 31, 0.5))],
    "wilson": [{"hits": k, "of": n, "low": i.low, "high": i.high} for k, n in ((8, 10), (45, 60), (1, 300))
               for i in [stats.binomtest(k, n).proportion_ci(0.95, method="wilson")]],
    "looks": [looks(rng.normal(0, 1, (m, 5)).astype(np.float32), rng.normal(shift, 1, (n, 5)).astype(np.float32))
              for m, n, shift in ((12, 9, 0.0), (25, 18, 0.5))],
}
json.dump(figures, sys.stdout, indent=1)
