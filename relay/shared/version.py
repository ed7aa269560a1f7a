"""Which version of Schoolbell this is."""

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """The installed distribution's version; "0" when run from a bare tree."""
    try:
        return metadata.version("schoolbell")
    except metadata.PackageNotFoundError:
        return "0"
