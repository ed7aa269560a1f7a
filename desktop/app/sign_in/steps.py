"""One step at a time on the way in: each asks a relay something, and can be given up."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

from desktop.client import KeyChanged, LineDown, RefusedByRelay
from desktop.hosting import HostingFailed
from desktop.parts.window_page import WindowPage
from desktop.settings import RememberedRelay
from desktop.window import Window


class Steps(QObject):
    """Carries out the steps of pages. A step does its asking first, and goes to another page last."""

    def __init__(
        self,
        window: Window,
        failed: Callable[[WindowPage, str, bool], None],
        key_changed: Callable[[RememberedRelay], None],
        parent: QObject | None = None,
    ) -> None:
        """``failed`` is told with a code why a step of a page did not work, and whether the network may be
        to blame; ``key_changed``: a hard stop."""
        super().__init__(parent)
        self._window, self._failed, self._key_changed = window, failed, key_changed
        self._step: asyncio.Task[None] | None = None
        self._step_of: WindowPage | None = None
        window.page_changed.connect(self._on_page_changed)

    def do(
        self, page: WindowPage, step: Coroutine[Any, Any, None], known: RememberedRelay | None = None
    ) -> None:
        """Starts a step of a page in place of the one under way; it is given up when the page is left."""
        self.cancel()
        self._step_of = page
        self._step = asyncio.get_running_loop().create_task(self._carried_out(page, step, known))
        self._step.add_done_callback(lambda _: step.close())  # given up before it began

    def cancel(self) -> None:
        if self._step is not None:
            self._step.cancel()

    async def close(self) -> None:
        self.cancel()
        if self._step is not None:
            await asyncio.gather(self._step, return_exceptions=True)

    async def _carried_out(
        self, page: WindowPage, step: Coroutine[Any, Any, None], known: RememberedRelay | None
    ) -> None:
        try:
            await step
        except KeyChanged:
            if known is not None:
                self._key_changed(known)
        except RefusedByRelay as error:
            self._failed(page, error.code, False)
        except HostingFailed as error:
            self._failed(page, error.code, True)
        except LineDown as error:
            self._failed(page, error.reason or "line_down", True)
        except Exception as error:
            self._failed(page, "bug", False)
            asyncio.get_running_loop().call_exception_handler(
                {"message": "on the way in", "exception": error}
            )

    def _on_page_changed(self) -> None:
        if self._step_of is not None and self._step_of not in self._window.pages:
            self._step_of = None
            self.cancel()
