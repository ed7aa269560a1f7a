"""The modules of a package, by which what a subject brings is found by itself."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import Any


def modules_of(package: str) -> tuple[ModuleType, ...]:
    """Each module of a package of this name, by name."""
    return _modules(package, tuple(importlib.import_module(package).__path__))


def declared_in(package: str, mark: str) -> tuple[Any, ...]:
    """What the modules of a package declare by a decorator that leaves an attribute of this name on it."""
    return _declared(modules_of(package), mark)


@cache
def _modules(package: str, folders: tuple[str, ...]) -> tuple[ModuleType, ...]:
    return tuple(
        importlib.import_module(found.name) for found in pkgutil.iter_modules(folders, f"{package}.")
    )


@cache
def _declared(modules: tuple[ModuleType, ...], mark: str) -> tuple[Any, ...]:
    return tuple(
        value
        for module in modules
        for value in vars(module).values()
        if callable(value) and mark in getattr(value, "__dict__", ()) and value.__module__ == module.__name__
    )
