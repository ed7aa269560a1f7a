"""Of a lesson's class."""

from typing import NamedTuple


class Enrolled(NamedTuple):
    """How many students the class has, whose seats no guest takes."""

    students: int
