"""The few shapes that rules may use.

Plain arithmetic only, in a fixed order, so that the compiled and the readable engine agree to the last bit.
`log` and `exp` are own polynomials: library versions differ between machines in the last digit.
"""

import math

_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
_ROOT_HALF = 0.7071067811865476


def exp(x: float) -> float:
    """e to the power x, for -700 <= x <= 700 (clamped); relative error below 1e-13."""
    x = min(max(float(x), -700.0), 700.0)
    k = math.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    s = 1.0 + r / 13.0
    s = 1.0 + r / 12.0 * s
    s = 1.0 + r / 11.0 * s
    s = 1.0 + r / 10.0 * s
    s = 1.0 + r / 9.0 * s
    s = 1.0 + r / 8.0 * s
    s = 1.0 + r / 7.0 * s
    s = 1.0 + r / 6.0 * s
    s = 1.0 + r / 5.0 * s
    s = 1.0 + r / 4.0 * s
    s = 1.0 + r / 3.0 * s
    s = 1.0 + r / 2.0 * s
    s = 1.0 + r * s
    return math.ldexp(s, int(k))


def log(x: float) -> float:
    """Natural logarithm of x > 0 (zero and less give -745); relative error below 1e-13."""
    if x <= 0.0 or x == 1.0:
        return 0.0 if x == 1.0 else -745.0
    m, k = math.frexp(float(x))
    if m < _ROOT_HALF:
        m = m * 2.0
        k = k - 1
    t = (m - 1.0) / (m + 1.0)
    q = t * t
    s = 1.0 / 21.0
    s = 1.0 / 19.0 + q * s
    s = 1.0 / 17.0 + q * s
    s = 1.0 / 15.0 + q * s
    s = 1.0 / 13.0 + q * s
    s = 1.0 / 11.0 + q * s
    s = 1.0 / 9.0 + q * s
    s = 1.0 / 7.0 + q * s
    s = 1.0 / 5.0 + q * s
    s = 1.0 / 3.0 + q * s
    s = 1.0 + q * s
    return 2.0 * t * s + (k * _LN2_HIGH + k * _LN2_LOW)


def logistic(x: float) -> float:
    """Rises from 0 to 1, one half at x = 0."""
    return 1.0 / (1.0 + exp(-x))


def clamp(x: float, low: float, high: float) -> float:
    """x, but not below low nor above high."""
    return min(max(x, low), high)


def ratio(over: float, under: float, if_zero: float) -> float:
    """over / under, or if_zero where under is zero."""
    return if_zero if under == 0.0 else over / under


def ramp(x: float, start: float, end: float) -> float:
    """0 before start, 1 after end, a straight line between; a step where both are the same."""
    if start == end:
        return 0.0 if x < start else 1.0
    return min(max((x - start) / (end - start), 0.0), 1.0)


def shifted(share: float, by: float) -> float:
    """A share moved by `by` on the logistic scale: odds times e to the power `by`; 0 and 1 stay."""
    odds = exp(by)
    return share * odds / (1.0 - share + share * odds)
