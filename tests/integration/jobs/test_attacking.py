"""An attack on many pictures lets go as soon as it is cancelled, also where the pictures are attacked already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from helpers.jobs import SCENES

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.robustness.plan import Plan
from attnstudio.jobs.attacking import AttackingWork


def test_how_far_maps_drift_is_not_computed_any_more(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ctx, drifts, computed = RunContext(), Attacked.drifts, list[Attacked]()

    def counted(attacked: Attacked, region: np.ndarray | None = None) -> Any:
        computed.append(attacked)
        ctx.cancelled.set()
        return drifts(attacked, region)

    monkeypatch.setattr(Attacked, "drifts", counted)
    plan = Plan((Request(Path(), "demo", (MethodCall("gradcam"),)),), (AttackCall("fgsm", (2 / 255, 8 / 255)),))
    work = AttackingWork(plan, SCENES[:3], np.arange(3), RowFacts(np.full(3, -1)), PictureStore())
    with pytest.raises(Cancelled):
        list(cast(Iterator[None], work.steps(engine, ctx, lambda _: None)))
    assert len(computed) == 1, "of six"
