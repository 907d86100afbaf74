#!/usr/bin/env python3
"""Writes statistics.json, the golden numbers of Temper.Lab.Statistics.

They come from SciPy and statsmodels. This script was run with the Debian packages
python3-scipy 1.10.1, python3-statsmodels 0.13.5 and python3-mpmath 1.2.1:

    apt-get install --no-install-recommends python3-scipy python3-statsmodels python3-mpmath
    /usr/bin/python3 make_statistics.py

SciPy's Student quantiles have 8 to 10 digits (with 1 degree of freedom, where they are a
tangent, one sees it), so the distributions are computed with mpmath to 40 digits and
SciPy has to agree with them as far as it goes.

Temper's tests only read the JSON file beside this script; they never need Python.
Data are multiples of 1/64, so that sums are exact and ties are ties in both programs.
Random numbers are Temper's own Philox streams, written out again here.
"""

import json
import os

import mpmath
import numpy as np
import scipy
from scipy import stats
from statsmodels.stats.multitest import multipletests

FOLDER = os.path.dirname(os.path.abspath(__file__))
TEST = 100


def philox(counter, key):
    """Philox4x32-10: one block of four 32-bit words."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ c3 ^ k1, p0 & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def words(count, seed, purpose, step=0):
    """The first words of a stream."""
    blocks = [philox((b, purpose, step & 0xFFFFFFFF, step >> 32), (seed & 0xFFFFFFFF, seed >> 32)) for b in range((count + 3) // 4)]
    return [word for block in blocks for word in block][:count]


def data(count, seed, shift):
    """Sums of three uniform numbers, in multiples of 1/64, about the shift."""
    uniform = np.array(words(3 * count, seed, TEST)).reshape(count, 3).sum(axis=1) / 2.0**32 - 1.5
    return np.round((uniform + shift) * 64) / 64


def normal_cdf(x):
    return mpmath.erfc(-mpmath.mpf(x) / mpmath.sqrt(2)) / 2


def student_cdf(t, degrees):
    t, half = mpmath.mpf(t), mpmath.mpf(degrees) / 2
    x = 2 * half / (2 * half + t * t)
    # Near the middle the integral from there is short; further out the difference from 1/2 would lose digits.
    if abs(t) < 1:
        centre = mpmath.betainc(0.5, half, 0, 1 - x, regularized=True) / 2
        return 0.5 + mpmath.sign(t) * centre
    tail = mpmath.betainc(half, 0.5, 0, x, regularized=True) / 2
    return tail if t < 0 else 1 - tail


def student_density(t, degrees):
    return mpmath.gamma((degrees + 1) / 2) / mpmath.gamma(degrees / 2) / mpmath.sqrt(degrees * mpmath.pi) * (
        1 + mpmath.mpf(t) ** 2 / degrees) ** (-(degrees + 1) / 2)


def inverse(cdf, density, p, guess):
    """Newton's steps from SciPy's answer, which must be good already."""
    x = mpmath.mpf(guess)
    for _ in range(4):
        x -= (cdf(x) - mpmath.mpf(p)) / density(x)
    return agreed(x, guess)


def student_quantile(p, degrees):
    degrees = mpmath.mpf(degrees)
    return inverse(lambda t: student_cdf(t, degrees), lambda t: student_density(t, degrees), p, stats.t.ppf(p, float(degrees)))


def agreed(exact, scipys):
    if abs(exact - scipys) <= 1e-8 * abs(exact):
        return float(exact)
    # Around the median both leave a rest where 0 is meant.
    assert max(abs(exact), abs(scipys)) < 1e-15, (exact, scipys)
    return 0.0


def distributions():
    mpmath.mp.dps = 40
    xs = [-37.5, -20, -8.3, -5, -3, -2, -1.5, -1.01, -0.99, -0.5, -1e-5, 0, 0.3, 1, 1.96, 2.5, 6, 8]
    ps = [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.01, 0.025, 0.05, 0.1, 0.3, 0.49999, 0.5, 0.7, 0.95, 0.975, 0.999, 0.9999999]
    ts = [-50, -12, -4, -2.3, -1, -0.2, -1e-6, 0, 0.5, 1.3, 2.1, 7]
    t_ps = [1e-10, 1e-4, 0.005, 0.025, 0.1, 0.4, 0.5, 0.55, 0.8, 0.975, 0.9995]
    degrees = [1, 1.5, 2, 3, 4, 5, 9, 14, 29.5, 99, 250, 5000, 1e6]
    return {
        "normalCdf": [{"x": x, "value": agreed(normal_cdf(x), stats.norm.cdf(x))} for x in xs],
        "normalQuantile": [{"x": p, "value": inverse(normal_cdf, mpmath.npdf, p, stats.norm.ppf(p))} for p in ps],
        "studentCdf": [{"x": t, "degrees": d, "value": agreed(student_cdf(t, d), stats.t.cdf(t, d))} for d in degrees for t in ts],
        "studentQuantile": [{"x": p, "degrees": d, "value": student_quantile(p, d)} for d in degrees for p in t_ps],
    }


def sign_flips():
    cases = []
    for count, shift, centre in [
            (2, 0.2, 0), (5, 0.5, 0), (6, 0.9, 0), (9, 0.2, 0.25), (10, -0.2, 0), (12, 0.3, 0), (15, 0.25, -0.125), (16, -0.1, 0)]:
        values = data(count, 100 + count, shift)

        def p(alternative):
            return stats.permutation_test(
                (values - centre,), np.sum, permutation_type="samples", n_resamples=np.inf, alternative=alternative).pvalue

        cases.append({
            "name": f"{count} pairs about {centre}", "differences": values.tolist(), "centre": centre,
            "twoSided": p("two-sided"), "greater": p("greater"), "less": p("less")})
    return cases


def holm():
    families = [[0.01], [0.04, 0.01, 0.03], [0.5, 0.5, 0.02, 0.001], [0.01, 0.02, 0.03, 0.04, 0.05], [1, 0, 0.3], [0.2, 0.2, 0.2, 0.9]]
    return [{"raw": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in families]


def smallest_effects():
    return [
        {"pairs": n, "deviation": sd, "alpha": alpha, "power": power,
         "value": (student_quantile(1 - alpha / 2, n - 1) + student_quantile(power, n - 1)) * sd / np.sqrt(n)}
        for n, sd, alpha, power in [(2, 1, 0.05, 0.8), (6, 0.3, 0.05, 0.8), (10, 0.5, 0.01, 0.9), (40, 2, 0.05, 0.5)]]


if __name__ == "__main__":
    assert philox((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
    document = {
        "source": f"SciPy {scipy.__version__}, statsmodels 0.13.5, mpmath {mpmath.__version__}; made by make_statistics.py",
        **distributions(), "signFlips": sign_flips(), "holm": holm(), "smallestEffects": smallest_effects()}
    with open(os.path.join(FOLDER, "statistics.json"), "w", encoding="utf-8") as file:
        # One entry a line: differences between versions stay readable.
        text = json.dumps(document).replace("}, {", "},\n {").replace("], \"", "],\n\"")
        file.write(text + "\n")
