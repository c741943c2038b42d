"""What the program remembers between two starts, in the user's folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from attnstudio import paths
from attnstudio.core.datasets.remembered import RememberedMatches
from attnstudio.core.expected_times import ExpectedTimes
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.export.unfinished import UnfinishedExports
from attnstudio.recovery import Recovery
from attnstudio.ui.regions.store import RegionStore


@dataclass(frozen=True)
class Stores:
    """Args:
    predictions_file: None: predictions end with the program.
    recovery: None: nothing is offered after a crash.
    """

    user_models: UserModelStore
    expected_times: ExpectedTimes
    class_matches: RememberedMatches
    predictions_file: Path | None
    unfinished_exports: UnfinishedExports
    regions: RegionStore
    recovery: Recovery | None

    @staticmethod
    def of_user() -> Stores:
        """Those in the user's folders."""
        return Stores(
            UserModelStore.load(paths.user_models_file()),
            ExpectedTimes(paths.expected_times_file()),
            RememberedMatches.load(paths.class_matches_file()),
            paths.predictions_file(),
            UnfinishedExports(paths.unfinished_exports()),
            RegionStore.load(paths.regions_file()),
            Recovery(paths.recovery_folder()),
        )

    @staticmethod
    def in_memory() -> Stores:
        """Nothing is read from or written to the user's folders."""
        return Stores(
            UserModelStore(None),
            ExpectedTimes(None),
            RememberedMatches(None),
            None,
            UnfinishedExports(None),
            RegionStore(None),
            None,
        )
