"""Values of other people's programs, for golden.test.ts: `python golden.py > golden.json`.

Needs scipy, statsmodels, krippendorff and choix. The inputs are drawn here, with a seed, and stored beside the values.
"""

import json
import sys

import choix
import krippendorff
import numpy as np
import scipy
import scipy.stats
import statsmodels
import statsmodels.api as sm

rng = np.random.default_rng(20261124)
LEVEL = 0.95


def tests_of_differences():
    cases = []
    for n, size in [(12, 3), (60, 5), (200, 8)]:
        clusters = np.arange(n) // size
        effects = rng.normal(0, 0.2, clusters.max() + 1)[clusters]
        differences = np.round(rng.normal(0.05, 0.3, n) + effects, 4)
        plain = scipy.stats.ttest_1samp(differences, 0)
        clustered = sm.OLS(differences, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
        signs = [int((differences > 0).sum()), int((differences < 0).sum())]
        low, high = plain.confidence_interval(LEVEL)
        cases.append(
            {
                "differences": differences.tolist(),
                "clusters": clusters.tolist(),
                "t": plain.statistic,
                "p": plain.pvalue,
                "interval": [low, high],
                "clustered_stderr": clustered.bse[0],
                "clustered_p": clustered.pvalues[0],
                "clustered_interval": clustered.conf_int(1 - LEVEL)[0].tolist(),
                "sign_p": scipy.stats.binomtest(signs[0], sum(signs)).pvalue,
            }
        )
    return cases


def bootstrap():
    items = np.round(rng.exponential(1.0, 40), 4)
    cases = {}
    for method in ["bca", "percentile"]:
        found = scipy.stats.bootstrap(
            (items,), np.mean, confidence_level=LEVEL, n_resamples=400_000, method=method, rng=np.random.default_rng(1), batch=2000
        )
        cases[method] = list(found.confidence_interval)
    return {"items": items.tolist(), **cases}


def bradley_terry(with_covariate):
    count, strengths, slope = 5, np.array([1.0, 0.4, 0.0, -0.5, -0.9]), 0.7
    matches, rows, outcomes, weights = [], [], [], []
    for _ in range(300):
        first, second = rng.choice(count, 2, replace=False)
        x = round(float(rng.normal()), 3) if with_covariate else 0.0
        chance = 1 / (1 + np.exp(-(strengths[first] - strengths[second] + slope * x)))
        outcome = 0.5 if rng.random() < 0.15 else float(rng.random() < chance)
        weight = float(rng.integers(1, 4))
        # Strengths sum to 0: the last is minus the others.
        row = np.zeros(count)
        row[first] += 1
        row[second] -= 1
        reduced = row[:-1] - row[-1]
        rows.append(np.append(reduced, x) if with_covariate else reduced)
        outcomes.append(outcome)
        weights.append(weight)
        matches.append({"first": int(first), "second": int(second), "outcome": outcome, "weight": weight, **({"covariates": [x]} if with_covariate else {})})
    design, weights = np.array(rows), np.array(weights)
    fit = sm.GLM(np.array(outcomes), design, family=sm.families.Binomial(), var_weights=weights).fit(tol=1e-14, maxiter=200)
    robust = sm.GLM(np.array(outcomes), design, family=sm.families.Binomial(), var_weights=weights).fit(tol=1e-14, maxiter=200, cov_type="HC0")
    spread = np.vstack([np.eye(count - 1), -np.ones(count - 1)])
    covariance = spread @ robust.cov_params()[: count - 1, : count - 1] @ spread.T
    return {
        "matches": matches,
        "strengths": (spread @ fit.params[: count - 1]).tolist(),
        "stderrs": np.sqrt(np.diag(covariance)).tolist(),
        "covariates": fit.params[count - 1 :].tolist(),
        "covariate_stderrs": robust.bse[count - 1 :].tolist(),
    }


def plackett_luce():
    count, weights = 6, np.exp(np.array([1.2, 0.6, 0.1, -0.2, -0.7, -1.0]))
    rankings = []
    for _ in range(80):
        some = rng.choice(count, rng.integers(2, count + 1), replace=False)
        order = sorted(some, key=lambda own: -(np.log(weights[own]) + rng.gumbel()))
        rankings.append([int(own) for own in order])
    strengths = choix.opt_rankings(count, rankings, alpha=0.0, tol=1e-14)
    return {"rankings": rankings, "count": count, "strengths": (strengths - strengths.mean()).tolist()}


def agreement():
    truth = rng.integers(1, 6, 40)
    ratings = np.clip(truth + rng.integers(-1, 2, (4, 40)), 1, 5).astype(float)
    ratings[rng.random((4, 40)) < 0.2] = np.nan
    levels = {level: krippendorff.alpha(ratings, level_of_measurement=level) for level in ["nominal", "ordinal", "interval"]}
    return {"ratings": [[None if np.isnan(one) else int(one) for one in row] for row in ratings], **levels}


golden = {
    "made_with": {
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "numpy": np.__version__,
    },
    "differences": tests_of_differences(),
    "bootstrap": bootstrap(),
    "bradley_terry": [bradley_terry(False), bradley_terry(True)],
    "plackett_luce": plackett_luce(),
    "krippendorff": agreement(),
}
json.dump(golden, sys.stdout, indent=None, separators=(",", ":"))
sys.stdout.write("\n")
