"""How long the program takes to its window: ``python -m tests.bench.first_paint PROFILE [words for
Python...]``.

Starts the program as people do, on this profile, and prints the moments (``time.monotonic``) of the first
painting of its window and of its first page, as JSON; then ends it.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> int:
    """The program's exit code."""
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415  # what a start takes is what is measured
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415

    from desktop.__main__ import main as program  # noqa: PLC0415
    from desktop.app import start  # noqa: PLC0415
    from desktop.parts.window_page import WindowPage  # noqa: PLC0415
    from desktop.single_instance import OnlyOne  # noqa: PLC0415

    moments: dict[str, float] = {"imported": time.monotonic()}

    class Looker(QObject):
        """Sees every painting until the first page is there, and then has the program end."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
                if watched.isWindow() and "window" not in moments:
                    QTimer.singleShot(0, lambda: moments.setdefault("window", time.monotonic()))
                elif "page" not in moments and isinstance(watched, WindowPage):
                    QTimer.singleShot(0, self._page)
            return False

        def _page(self) -> None:
            if "page" not in moments:
                moments["page"] = time.monotonic()
                self.qt.removeEventFilter(self)
                QTimer.singleShot(0, self.qt.quit)

        qt: QApplication

    looker, run = Looker(), start._run

    async def watched(qt: QApplication, profile: Path, only: OnlyOne, link: str, **more: Any) -> None:
        looker.qt = qt
        qt.installEventFilter(looker)
        await run(qt, profile, only, link, **more)

    start._run = watched
    code = program(["--profile", sys.argv[1]])
    sys.stdout.write(json.dumps(moments) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
