"""What happened when: a line for each stage of the demo, with seconds, on standard output."""

import sys
import time


class Timeline:
    """Prints each stage as it is reached; seconds count from the beginning of the lesson."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self.stages = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def reached(self, who: str, what: str) -> None:
        now = time.monotonic()
        line = f"{now - self._began:6.2f} s  +{now - self._last:5.2f}  {who:<11} {what}"
        self._last = now
        self.stages += 1
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
