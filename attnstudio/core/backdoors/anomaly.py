"""How far a value lies from the others: the anomaly index of Wang et al. 2019."""

from __future__ import annotations

import numpy as np

NORMAL = 1.4826  # makes the median absolute deviation of a normal distribution its standard deviation
_FLOOR = 0.01  # of the median: nothing that is measured here is known better


def anomaly_index(values: np.ndarray) -> np.ndarray:
    """The distance of each value from the median, in deviations, positive below it: float64 (values,).

    A deviation is 1.4826 times the median absolute deviation, at least 1 % of the median. NaN stays NaN and does not
    count.
    """
    values = np.asarray(values, np.float64)
    if np.isnan(values).all():
        return values
    median = np.nanmedian(values)
    deviation = NORMAL * np.nanmedian(np.abs(values - median))
    return (median - values) / max(deviation, _FLOOR * abs(median), np.finfo(float).tiny)
