"""Work out how far the sea stood above or below the tide table.

The difference between the measured and the predicted height is called the residual. Wind and low air pressure
make it positive, calm weather and high pressure negative. Used at the Tolsay tide station since 2011.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

QUAY_EDGE_M = 5.05
CAUSEWAY_LIMIT_M = 2.60
BOLT_SUNK_M = 0.004  # found by the levelling of 1974; heights from before that year are this much too high
STANDARD_PRESSURE_HPA = 1013


@dataclass(frozen=True)
class Reading:
    """One height of the sea, in metres above station zero."""

    day: date
    measured_m: float
    predicted_m: float


def corrected(reading: Reading) -> float:
    """The measured height, with readings from before 1974 lowered by the four millimetres that the bolt had sunk."""
    return reading.measured_m - BOLT_SUNK_M if reading.day.year < 1974 else reading.measured_m


def residual(reading: Reading) -> float:
    """Measured minus predicted height in metres; more than 0.50 counts as a surge and is entered in the journal."""
    return corrected(reading) - reading.predicted_m


def pressure_effect(pressure_hpa: float) -> float:
    """How much the air alone lifts the sea: one centimetre for each hectopascal below 1013."""
    return (STANDARD_PRESSURE_HPA - pressure_hpa) * 0.01


def causeway_open(height_m: float) -> bool:
    """Whether the causeway may be crossed at this height of the tide."""
    return height_m < CAUSEWAY_LIMIT_M


def water_on_quay(height_m: float) -> float:
    """Depth of water on the quay in metres, 0 when it is dry."""
    return max(0.0, height_m - QUAY_EDGE_M)
