"""Checks, as they are seen in the room."""
