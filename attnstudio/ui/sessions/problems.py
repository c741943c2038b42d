"""The message about a session that cannot be restored completely."""

from __future__ import annotations

from functools import partial

from attnstudio.export.session import LoadedSession, is_user_model
from attnstudio.ui.notify.notifier import Text
from attnstudio.ui.shell.i18n import tr


def problems_text(read: LoadedSession, *, has_model: bool) -> Text | None:
    """What of the session is not shown; None where all of it is."""
    texts = list[Text]()
    if not has_model:
        texts.append(partial(_no_model, read.session.model))
    if count := len(read.missing):
        texts.append(lambda: tr("Missing pictures of the session: {count}.", count=count))
    if read.notices:
        texts.append(lambda: tr("Parts of the session could not be restored."))
    if read.missing or read.notices:
        texts.append(lambda: tr("See the log for details."))
    return (lambda: " ".join(text() for text in texts)) if texts else None


def _no_model(model: str) -> str:
    if is_user_model(model):
        return tr(
            "The model file {file} is missing. Restore it and open the session again, or choose another model.",
            file=model,
        )
    return tr("There is no model {model} in this version. Choose another.", model=model)
