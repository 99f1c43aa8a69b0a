"""Coefficients of the approximations in c/elementary.h (tanh, exp, log). Needs mpmath.

Minimax rationals by Lawson's iteration: a weighted least-squares fit of P - f Q (scaled by the last Q), whose weights are
multiplied by the error's size until all the extrema are level.

Run: python3 packages/kernels/scripts/fit-approximations.py
"""
from mpmath import mp, mpf, matrix, lu_solve, atanh, cos, exp, log, pi, tanh

mp.dps = 30


def fit(target, weight, numerator, denominator, low, high, points=161, rounds=150):
    """P/Q, Q = 1 + ..., that minimises max |weight (P/Q - target)| over [low, high]: (P, Q, that maximum).

    `numerator` and `denominator` list the powers of x that P and Q have (Q's constant is 1).
    """
    low, high = mpf(low), mpf(high)
    xs = [low + (high - low) * (1 - cos(pi * i / (points - 1))) / 2 for i in range(points)]
    fs, ws = [target(x) for x in xs], [weight(x) for x in xs]
    np, size = len(numerator), len(numerator) + len(denominator)
    rows = [[x**n for n in numerator] + [-f * x**n for n in denominator] for x, f in zip(xs, fs)]
    lawson, qs = [mpf(1)] * points, [mpf(1)] * points
    best = None
    for _ in range(rounds):
        scale = [l * (w / q) ** 2 for l, w, q in zip(lawson, ws, qs)]
        normal, right = matrix(size, size), matrix(size, 1)
        for row, s, f in zip(rows, scale, fs):
            for i in range(size):
                t = s * row[i]
                right[i] += t * f
                for j in range(i, size):
                    normal[i, j] += t * row[j]
        for i in range(size):
            for j in range(i):
                normal[i, j] = normal[j, i]
        c = lu_solve(normal, right)
        qs = [1 + sum(c[np + i] * x**n for i, n in enumerate(denominator)) for x in xs]
        errors = [
            abs(w * (sum(c[i] * x**n for i, n in enumerate(numerator)) / q - f)) for x, q, f, w in zip(xs, qs, fs, ws)
        ]
        largest = max(errors)
        if best is None or largest < best[2]:
            best = ([c[i] for i in range(np)], [c[np + i] for i in range(len(denominator))], largest)
        lawson = [l * (e + largest * mpf('1e-3')) for l, e in zip(lawson, errors)]
        total = sum(lawson)
        lawson = [l / total for l in lawson]
    return best


def report(name, result):
    p, q, error = result
    print(f'{name}: error before rounding {float(error):.2e}')
    for label, values in (('numerator', p), ('denominator', q)):
        if values:
            print(f'  {label}: ' + ', '.join(f'{float(v):.9g}f' for v in values))


if __name__ == '__main__':
    # tanh, odd over even, on [0, 7.75]; beyond, its value there is 1 to 5e-7. Both divided by the last coefficient of the denominator.
    p, q, error = fit(tanh, lambda x: mpf(1), [1, 3, 5, 7, 9], [2, 4, 6], '1e-9', '7.75')
    report('tanh', ([v / q[-1] for v in p], [v / q[-1] for v in [1] + q], error))
    # exp(r) = 1 + r + r^2 P(r) for |r| <= log(2) / 2; error relative to exp.
    half = log(2) / 2
    report('exp', fit(lambda r: (exp(r) - 1 - r) / r**2, lambda r: r**2 / exp(r), range(5), [], -half, half, points=160))
    # log(m) = 2 s + s^3 P(s^2), s = (m - 1) / (m + 1), for m in [sqrt(1/2), sqrt(2)]; error relative to log.
    report(
        'log',
        fit(lambda s: (2 * atanh(s) - 2 * s) / s**3, lambda s: s**3 / (2 * atanh(s)), [0, 2, 4], [], '1e-6', '0.1716'),
    )
