"""The attacked pictures of a run: for each attack and eps a folder that opens as a data set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.files import make_folder, write_atomically
from attnstudio.core.robustness.record import AttackRecord, PictureRecord
from attnstudio.export.tables import write_csv
from attnstudio.runs.journal_file import remove_temporary_files

FOLDER, LABELS = "adversarial", "labels.csv"


@dataclass(frozen=True)
class AttackedPictures:
    """Those of the first model. `folder`: of the run; `are_wanted`: otherwise none are written."""

    folder: Path
    model: str
    are_wanted: bool

    def remove_temporary_files(self) -> None:
        """Those that a killed call left in the folders of pictures. The run is this process's alone."""
        for folder in (self.folder / FOLDER).glob("*/") if self.are_wanted else ():
            remove_temporary_files(folder)

    def files(self, name: str, picture: PictureRecord) -> list[Path | None]:
        """Where the attacked picture of each record is; None: nowhere. `name`: of the picture in its run."""
        return [
            self._folder(one) / f"{name}.png" if self.are_wanted and one.model == self.model else None
            for one in picture.records
        ]

    def folders(self, picture: PictureRecord) -> list[str]:
        """Those that have a file of the picture, below the run's."""
        files = (file for file in self.files("", picture) if file is not None)
        return [file.parent.relative_to(self.folder).as_posix() for file in files]

    def write(self, name: str, picture: PictureRecord) -> None:
        """Raises OutputFailure."""
        for file, one in zip(self.files(name, picture), picture.records, strict=True):
            if file is not None and one.png:
                make_folder(file.parent)
                write_atomically(file, lambda stream, png=one.png: stream.write(png), force=True)  # type: ignore[misc]

    def write_labels(self, pictures: Iterable[tuple[str, PictureRecord]], class_names: Sequence[str]) -> None:
        """The table of each folder. A picture that has no label of its own has none there. Raises OutputFailure."""
        by_folder: dict[Path, list[dict[str, object]]] = {}
        for name, picture in pictures:
            for file, one in zip(self.files(name, picture), picture.records, strict=True):
                if file is not None:
                    label = class_names[one.label] if one.is_labelled else None
                    by_folder.setdefault(file.parent, []).append({"path": file.name, "label": label})
        for folder, rows in by_folder.items():
            write_csv(folder / LABELS, ("path", "label"), rows, force=True)

    def _folder(self, one: AttackRecord) -> Path:
        key = one.key
        eps = key.eps_text.replace("/", "-of-")
        return self.folder / FOLDER / "-".join([key.attack, str(key.norm), *([eps] if eps else [])])
