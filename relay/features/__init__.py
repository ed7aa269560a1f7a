"""What people may do in a room: one file a subject, found by itself."""

from types import ModuleType

from relay.shared.modules import modules_of


def find() -> list[ModuleType]:
    """Every subject of this folder."""
    return list(modules_of(__name__))
