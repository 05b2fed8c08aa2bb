"""How numbers are written for people."""

from collections.abc import Mapping

NONE = "–"


def number(value: float | None, decimals: int = 0) -> str:
    """A number with thousands separated by commas; a dash when there is none."""
    return NONE if value is None else f"{value:,.{decimals}f}".replace("-", "−")


def scale_text(scale: float) -> str:
    """A scale as people say it: 1:100, or 1:1."""
    return f"1:{1.0 / float(scale):,.0f}" if scale < 1 else "1:1"


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def focus_text(shares: Mapping[str, float]) -> str:
    """Focus places as people say them: NAME 1:1, NAME 1:2."""
    return ", ".join(f"{name} {scale_text(share)}" for name, share in shares.items())
