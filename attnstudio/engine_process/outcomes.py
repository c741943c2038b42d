"""What goes into calls over many pictures, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.images import Picture
from attnstudio.core.request import Request, Result, Subject
from attnstudio.engine_process import checked
from attnstudio.engine_process.calls import of_kind
from attnstudio.engine_process.protocol import Judged


def subjects_of(pictures: Iterable[Picture | Subject | Failure]) -> Iterator[Subject | Failure]:
    return (Subject(one) if isinstance(one, Picture) else one for one in pictures)


def methods_of(request: Request) -> frozenset[str]:
    return frozenset(call.id for call in request.methods)


def own_request(request: Request, subject: Subject) -> Request:
    label = request.label if subject.label is None else subject.label
    return replace(request, image=subject.picture.path, target=subject.target or request.target, label=label)


def result_of(found: object, request: Request, subject: Subject, methods: frozenset[str]) -> Result:
    return checked.result(of_kind(found, Result), own_request(request, subject), subject.picture, methods)


def evaluated_of(found: object, request: Request, case: Case, methods: frozenset[str]) -> Evaluated:
    judged = of_kind(found, Judged)
    if case.result is not None:
        return Evaluated(case, case.result, judged.measurements)
    subject = Subject(case.picture, case.target, case.label)
    return Evaluated(case, result_of(judged.result, request, subject, methods), judged.measurements)
