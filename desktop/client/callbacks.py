"""Who is called when something happens: plain callables, in whatever loop the client runs."""

import logging
from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")

log = logging.getLogger(__name__)


class Callbacks(Generic[P]):
    """Calls whoever is connected, in order. What raises is a bug: it is logged, and the rest are called."""

    def __init__(self) -> None:
        self._connected: list[Callable[P, object]] = []

    def connect(self, callback: Callable[P, object]) -> None:
        """It is called from now on."""
        self._connected.append(callback)

    def disconnect(self, callback: Callable[P, object]) -> None:
        """It is not called any more; raises ValueError if it was not connected."""
        self._connected.remove(callback)

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        for callback in list(self._connected):
            try:
                callback(*args, **kwargs)
            except Exception:
                log.exception("a bug in a callback of the client")
