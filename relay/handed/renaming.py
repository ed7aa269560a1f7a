"""Of people who have another name."""

from collections.abc import Mapping
from typing import NamedTuple


class Renamed(NamedTuple):
    """The names that people have from now on, by account."""

    names: Mapping[str, str]
