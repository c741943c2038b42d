"""What a screen reader calls the widgets that are painted by hand: Qt knows the roles of its own widgets only.

Such a class says it as `accessible_role`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QKeySequenceEdit, QWidget

_ATTRIBUTE = "accessible_role"
_ROLES: dict[type[QObject], QAccessible.Role] = {QKeySequenceEdit: QAccessible.Role.HotkeyField}  # which Qt forgot


def install() -> None:
    """For all windows; more than once does no more."""
    QAccessible.installFactory(_interface)


def _interface(_: str, widget: QObject) -> QAccessibleInterface | None:
    role = getattr(type(widget), _ATTRIBUTE, _ROLES.get(type(widget)))
    return QAccessibleWidget(widget, role) if isinstance(widget, QWidget) and role is not None else None
