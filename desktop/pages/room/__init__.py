"""The room of a live lesson: what every subject shows there, put together."""

from desktop.pages.room.page import RoomPage

__all__ = ["RoomPage"]
