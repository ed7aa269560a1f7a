"""Rows that lists need, kept up from events alone, in the transaction that stores the events.

One file a subject, found by itself. It declares the tables it fills (``TABLES``, see tables.py) and has
migrations of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from relay.protocol.base import Event
from relay.shared.modules import declared_in
from relay.store.events import Projection


def projects(*events: type[Event]) -> Callable[[Projection], Projection]:
    """Declare the function below as one that changes rows with each of these events."""

    def declare(project: Projection) -> Projection:
        project.__dict__["projects"] = events
        return project

    return declare


def find() -> Mapping[type[Event], Sequence[Projection]]:
    """The projections of all subjects, by event."""
    found: dict[type[Event], list[Projection]] = defaultdict(list)
    for projection in declared_in(__name__, "projects"):
        for event in projection.projects:
            found[event].append(projection)
    return dict(found)
