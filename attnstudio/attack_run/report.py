"""What `attnstudio attack` prints of each picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from attnstudio.core.attacks.attack_call import norm_text
from attnstudio.core.attacks.base import Kind
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.errors import Failure
from attnstudio.core.robustness.record import AttackRecord, PictureRecord
from attnstudio.core.robustness.run import notices_of
from attnstudio.core.targets import percent
from attnstudio.export.attack_tables import attack_rows
from attnstudio.terminal import ProgressBar, print_failure

_EACH = 3  # pictures of which a notice is printed; more have it in the table


class Reporter:
    """`left_out`: whether a model or a method has nothing of some picture."""

    def __init__(self, bar: ProgressBar, class_names: Sequence[str], *, as_json: bool) -> None:
        self._bar, self._names, self._as_json = bar, class_names, as_json
        self._said: dict[str, int] = {}  # how often a notice was printed, by its template
        self._texts = set[str]()  # those that were printed
        self.left_out = False

    def say(self, text: str) -> None:
        self._bar.clear()
        print(f"attnstudio: {text}", file=sys.stderr)

    def failure(self, path: Path, failure: Failure) -> None:
        self._bar.clear()
        if self._as_json:
            print(json.dumps({"image": str(path), "error": str(failure)}), flush=True)
        print_failure(failure, path)

    def attacked(self, path: Path, picture: PictureRecord, files: Sequence[Path | None]) -> None:
        self._notices(path, picture)
        self._bar.clear()
        if self._as_json:
            for row in attack_rows(path, picture, self._names, files):
                print(json.dumps(row), flush=True)
            return
        for (model, attack, norm), of_attack in groupby(picture.records, lambda one: (one.model, one.attack, one.norm)):
            print(f"{path}: {model}: {attack} ({norm_text(Norm(norm))}): {self._outcome(list(of_attack))}", flush=True)

    def _outcome(self, records: Sequence[AttackRecord]) -> str:
        first = records[0]
        before = self._names[first.before]
        if first.success is None and first.was_right:
            return f"{before}, the target: not attacked"
        if first.success is None:
            return f"{before}, not {self._names[first.label]}: wrong before, not attacked"
        if first.key.form.kind is Kind.EXPLANATION:
            kept = sum(bool(one.success) for one in records)
            return f"{before} stays with {kept} of {len(records)} eps, while the map is moved"
        fooled = next((one for one in records if one.success), None)
        if fooled is None:
            largest = records[-1].key.eps_text
            return f"{before} stays" + (f" up to eps {largest}" if largest else "")
        key = fooled.key
        size = f"at eps {key.eps_text}" if key.form.bounded else f"by a change of {fooled.size:.3g}"
        return f"{before} -> {self._names[fooled.after]} ({percent(fooled.after_probability)}) {size}"

    def _notices(self, path: Path, picture: PictureRecord) -> None:
        for notice in (*picture.notices, *notices_of(picture)):
            self._note(path, notice.template, str(notice))
        for name, failure in picture.left_out:
            self.left_out = True
            self._note(path, f"{name} {failure.template}", f"{name} is left out: {failure}")

    def _note(self, path: Path, kind: str, text: str) -> None:
        """Each text once, and each kind for a few pictures: of thousands it would hide the rest."""
        if text in self._texts:
            return
        self._texts.add(text)
        count = self._said[kind] = self._said.get(kind, 0) + 1
        if count <= _EACH:
            self.say(f"{path}: {text}")
        elif count == _EACH + 1:
            self.say("the same of more pictures: see the column note of attacks.csv")
