"""neworder's option example: a price by Monte Carlo with the model's draws, and its bumps with common draws."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm  # type: ignore[import-untyped]

from ayllu.population.draws import uniform
from ayllu.verification.battery import Draw, lineage_keys
from ayllu.verification.judging import Quantity, judge
from ayllu.verification.rates import Array
from ayllu.verification.report import Finding, check

PRICE, HIGHER, LOWER, LIVELIER = 7.201286, 7.760108, 6.665127, 7.235288
"""Black-Scholes values: as set, spot up and down 1 %, volatility up 0.001 (PEERS.md 2)."""
NOTICE = 0.01
"""A relative error of the price of 1 % must be noticed; of a bump's difference, 5 %."""
NOTICE_BUMP = 0.05
SEED, SITE = 5, 3


@dataclass(frozen=True)
class Market:
    """A European call: spot and strike in money, rates and volatility a year, time in years."""

    spot: float = 100.0
    strike: float = 100.0
    rate: float = 0.02
    dividend: float = 0.01
    volatility: float = 0.2
    time: float = 0.75


def payoffs(market: Market, normals: Array) -> Array:
    """Discounted payoff of the call for each standard normal number."""
    drift = (market.rate - market.dividend - market.volatility**2 / 2) * market.time
    end = market.spot * np.exp(drift + market.volatility * np.sqrt(market.time) * normals)
    return np.asarray(np.exp(-market.rate * market.time) * np.maximum(end - market.strike, 0.0))


def quantities(draw: Draw, count: int) -> list[Quantity]:
    """The price and the three differences by bumps with the same draws."""
    normals = np.asarray(norm.ppf(draw(SEED, lineage_keys(count), 0, SITE, 0)))
    base = Market()
    bumps = {
        "spot up": (replace(base, spot=base.spot * 1.01), HIGHER),
        "spot down": (replace(base, spot=base.spot * 0.99), LOWER),
        "volatility up": (replace(base, volatility=base.volatility + 0.001), LIVELIER),
    }
    plain = payoffs(base, normals)
    root = np.sqrt(count)
    found = [Quantity("price", PRICE, float(plain.mean()), float(plain.std() / root), NOTICE * PRICE)]
    for label, (market, value) in bumps.items():
        change = payoffs(market, normals) - plain
        wanted = value - PRICE
        notice = NOTICE_BUMP * abs(wanted)
        found.append(Quantity(label, wanted, float(change.mean()), float(change.std() / root), notice))
    return found


@check("neworder option", "Draws by person give the Black-Scholes price, and bumps with the same draws")
def option(quick: bool) -> Finding:
    """Draws squeezed towards the middle by 1 % (u -> 0.005 + 0.99 u) fail (tried)."""
    departure = "a price off by 1 %, a bump off by 5 %"
    return judge(quantities(uniform, 1_000_000 if quick else 2_000_000), departure)
