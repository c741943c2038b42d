"""Families of plug-in classes: a file in the family's package registers its class, `discover` imports the files."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import ClassVar, Generic, Protocol, TypeVar


class Identified(Protocol):
    id: ClassVar[str]


T = TypeVar("T", bound=Identified)


def modules(package: str) -> list[str]:
    """Full names of the modules in a package: what a frozen bundle must carry as hidden imports."""
    path = importlib.import_module(package).__path__
    return [f"{package}.{module.name}" for module in pkgutil.iter_modules(path)]


class Registry(Generic[T]):
    """The members of one family by id, found in one package. Members are stateless and shared."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._members: dict[str, T] = {}
        self._discovered = False

    def register(self, member: type[T]) -> type[T]:
        """Class decorator: adds one instance under its `id`."""
        instance = member()
        if instance.id in self._members:
            raise ValueError(f"two members of {self._package} have the id {instance.id!r}")
        self._members[instance.id] = instance
        return member

    def discover(self) -> dict[str, T]:
        """All members by id, in its order, after importing every module of the package."""
        if not self._discovered:
            for name in modules(self._package):
                importlib.import_module(name)
            self._members = dict(sorted(self._members.items()))
            self._discovered = True
        return dict(self._members)

    def __iter__(self) -> Iterator[T]:
        return iter(self.discover().values())
