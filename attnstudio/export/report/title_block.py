"""The head of a report that somebody hands in: whose it is, and what for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.text import Translate, tr_noop
from attnstudio.export.report.blocks import Block, Heading, Pairs, Paragraph


@dataclass(frozen=True)
class TitleBlock:
    """What is empty is not printed."""

    student: str = ""
    group: str = ""
    teacher: str = ""
    course: str = ""
    aim: str = ""

    def filled(self, values: Mapping[str, str]) -> TitleBlock:
        """With these fields in place of its own. Raises ChoiceFailure for another field, naming those there are."""
        for name in values:
            if name not in LABELS:
                raise ChoiceFailure(
                    "A report's title has no field {name}. Its fields are: {fields}.",
                    name=name,
                    fields=", ".join(LABELS),
                )
        return replace(self, **{name: value.strip() for name, value in values.items()})

    @staticmethod
    def read(text: str) -> TitleBlock:
        """From what `text` gave; what is damaged is empty."""
        try:
            values = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return TitleBlock()
        known = values.items() if isinstance(values, dict) else ()
        return TitleBlock(**{name: value for name, value in known if name in LABELS and isinstance(value, str)})

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def blocks(self, translate: Translate) -> Iterator[Block]:
        rows = [(translate(LABELS[name]), value) for name, value in asdict(self).items() if value and name != "aim"]
        if rows:
            yield Pairs(tuple(rows))
        if self.aim:
            yield Heading(translate(LABELS["aim"]))
            yield from (Paragraph(line) for line in self.aim.splitlines() if line.strip())


LABELS = {
    "student": tr_noop("Student"),
    "group": tr_noop("Group"),
    "teacher": tr_noop("Teacher"),
    "course": tr_noop("Course"),
    "aim": tr_noop("Aim"),
}
NO_TITLE = TitleBlock()
