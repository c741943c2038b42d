"""What can be done with a method, in the context menus of the box and of the chooser."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from attnstudio.core.methods.base import Method
from attnstudio.core.papers import paper_address
from attnstudio.ui.shell.i18n import tr


def add_entries(menu: QMenu, method: Method, *, is_favourite: bool, star: Callable[[str], object]) -> None:
    """Args:
    star: makes the method of an id a favourite, or no longer.
    """
    favourite = menu.addAction(tr("Favourite"), partial(star, method.id))
    favourite.setCheckable(True)
    favourite.setChecked(is_favourite)
    if address := paper_address(method.paper):
        menu.addAction(tr("Open its paper"), lambda: QDesktopServices.openUrl(QUrl(address)))
