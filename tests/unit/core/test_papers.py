"""Where papers are found."""

from __future__ import annotations

import pytest

from attnstudio.core.methods.base import METHODS
from attnstudio.core.papers import paper_address


@pytest.mark.parametrize(
    ("paper", "address"),
    [
        ("arXiv 1703.01365", "https://arxiv.org/abs/1703.01365"),
        ("doi 10.1371/journal.pone.0130140", "https://doi.org/10.1371/journal.pone.0130140"),
        ("HAL hal-02963298", "https://hal.science/hal-02963298"),
        ("OpenReview 7YKbyBb0kF", "https://openreview.net/forum?id=7YKbyBb0kF"),
        ("Judd et al. 2012", ""),
        ("", ""),
    ],
)
def test_a_paper_is_found_in_its_archive(paper: str, address: str) -> None:
    assert paper_address(paper) == address


def test_every_method_but_the_control_of_judd_et_al_has_a_link() -> None:
    assert [method.id for method in METHODS if not paper_address(method.paper)] == ["centre_gaussian"]
