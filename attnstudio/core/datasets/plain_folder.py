"""A folder of pictures, without labels."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.datasets.base import FORMS, DataSet, DataSetForm, Reading, without_labels
from attnstudio.core.datasets.folders import Place, listing
from attnstudio.core.datasets.sequences import LazyPaths, Texts


@FORMS.register
class PlainFolder(DataSetForm):
    id = "plain_folder"
    name = "folder of pictures"
    rank = 90

    def recognises(self, place: Place) -> bool:
        return bool(place.inside.pictures)

    def read(self, path: Path, reading: Reading) -> DataSet:
        names = listing(path).pictures
        reading.step(len(names), len(names))
        return DataSet(path, LazyPaths(path, Texts(names)), (), without_labels(len(names)))
