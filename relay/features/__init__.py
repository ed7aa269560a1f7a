"""What people may do in a room: one file a subject, found by itself."""

import importlib
import pkgutil
from types import ModuleType


def find() -> list[ModuleType]:
    """Every subject of this folder."""
    return [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
