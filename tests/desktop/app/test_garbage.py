"""What goes in circles is freed in Qt's thread, whichever thread has left it lying."""

import gc
import threading

from desktop.app.garbage import GarbageCollector
from tests.desktop.classroom import until


class Circle:
    """Kept by itself alone; says which thread has freed it."""

    freed: list[int]

    def __init__(self, freed: list[int]) -> None:
        self.itself, self.freed = self, freed

    def __del__(self) -> None:
        self.freed.append(threading.get_ident())


async def test_only_qts_thread_collects() -> None:
    freed: list[int] = []
    enabled = gc.isenabled()
    collector = GarbageCollector()

    def leave() -> None:
        for _ in range(20 * gc.get_threshold()[0]):
            Circle(freed)

    try:
        thread = threading.Thread(target=leave)
        thread.start()
        thread.join()
        assert not freed
        await until(lambda: freed)
        assert set(freed) == {threading.get_ident()}
    finally:
        collector.close()
        if not enabled:
            gc.disable()
        collector.deleteLater()
