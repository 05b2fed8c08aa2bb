"""The only calendar arithmetic: months are counted from January of the pack's epoch year."""

import re

MONTHS_A_YEAR = 12
MONTHS_A_QUARTER = 3


def month_number(text: str, epoch_year: int) -> int:
    """Number of the month written 'YYYY-MM'; January of the epoch year is 0.

    Raises ValueError when the text is not a month.
    """
    match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    if match is None or not 1 <= int(match[2]) <= MONTHS_A_YEAR:
        raise ValueError(f"'{text}' is not a month written YYYY-MM")
    return (int(match[1]) - epoch_year) * MONTHS_A_YEAR + int(match[2]) - 1


def month_text(number: int, epoch_year: int) -> str:
    """The month as 'YYYY-MM'."""
    return f"{epoch_year + number // MONTHS_A_YEAR:04d}-{number % MONTHS_A_YEAR + 1:02d}"


def year_of(number: int, epoch_year: int) -> int:
    """Calendar year of a month."""
    return epoch_year + number // MONTHS_A_YEAR


def age_in(month: int, birth: int) -> int:
    """Completed years of age in a month after the birth month; 0 in the twelve months that follow it."""
    return (month - birth - 1) // MONTHS_A_YEAR
