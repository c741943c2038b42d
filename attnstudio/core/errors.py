"""Failures that the user can act on. The message names the file, the reason and the remedy.

A failure keeps its English template apart from its values, so that the window can translate the template.
"""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.text import english


class Failure(Exception):
    """Something went wrong that the user can understand and act on.

    Args:
        template: An English sentence with `{name}` fields. It is the key of the translation.
        values: What fills the fields, as in `core.text.Notice`.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return english(self.template, **self.values)


class PictureFailure(Failure):
    """A picture that cannot be opened."""


class ModelFailure(Failure):
    """A model that is unknown, or whose weights are missing or wrong."""


class DamagedFailure(ModelFailure):
    """A weights file whose size or checksum is wrong.

    Args:
        file: The weights.
        model_id: Whose they should be, where that matters; the field `id` of the template.
    """

    def __init__(self, template: str, *, file: Path, model_id: str = "", **values: object) -> None:
        super().__init__(template, file=file, id=model_id, **values)
        self.file, self.model_id = file, model_id


class SelfCheckFailure(ModelFailure):
    """The engine's copy of a model is not the model."""


class DownloadFailure(Failure):
    """A download that did not complete."""


class ChoiceFailure(Failure):
    """The call names something that is not there: a method, a layer, a target, a parameter, a value out of range."""


class TargetFailure(Failure):
    """The picture lacks what the target needs; other pictures may have it."""


class RegionFailure(Failure):
    """A region that cannot be used, or an annotation file that cannot be read."""


class DataSetFailure(Failure):
    """A data set that cannot be read, or a part of it that was left out."""


class OutputFailure(Failure):
    """A result that could not be written."""


class EndedFailure(OutputFailure):
    """Nothing more can be written there."""


class FullDiskFailure(EndedFailure):
    """There is no room left for it."""


class GoneFailure(EndedFailure):
    """Its folder was deleted or moved, or the disk or the network share that it is on has gone away."""


class ExistingFileFailure(OutputFailure):
    """The file exists and may not be overwritten."""


class ProcessorFailure(Failure):
    """A computer on which TensorFlow cannot run."""


class DisplayFailure(Failure):
    """A window that cannot be opened."""


class StartFailure(Failure):
    """The program cannot start, for an unexpected reason."""


class Unexpected(Failure):
    """A fault of the program, shown without its traceback, which goes to the log."""


class EngineDied(Failure):
    """The process that computes ended in the middle of a job. Another one is there."""


class EngineDiedAgain(EngineDied):
    """As it did before in the same job, and now with half the batch."""


class EngineNotStarted(EngineDied):
    """The system starts no process."""


class EngineReplaced(Exception):
    """The process in which a call had begun is gone, for another one's fault: the call has to begin anew."""


class Cancelled(Exception):
    """The user stopped the job. Not a failure: nothing is reported."""


def first_line(error: BaseException) -> str:
    """First sentence of an exception of another library, without its full stop; its type if it has no message.

    It may quote a file: what cannot be printed is escaped.
    """
    line = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)
