"""Where the papers of methods and metrics are found."""

from __future__ import annotations

_ADDRESSES = {
    "arXiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "HAL": "https://hal.science/",
    "OpenReview": "https://openreview.net/forum?id=",
}


def paper_address(paper: str) -> str:
    """Of a paper such as "arXiv 1703.01365"; empty where it has none."""
    archive, _, identifier = paper.partition(" ")
    return f"{_ADDRESSES[archive]}{identifier}" if archive in _ADDRESSES else ""
