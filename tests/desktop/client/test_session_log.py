"""How a log that is caught up is cut into what is told at a go."""

import pytest

from desktop.client import session_log
from desktop.client.account_cache import AccountCache
from desktop.client.session_log import SessionLog
from tests.desktop.client.little import SESSION
from tests.desktop.client.test_room_client import page, said


class Clock:
    """A millisecond goes by whenever somebody looks at it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def perf_counter(self) -> float:
        self.seconds += 0.001
        return self.seconds


@pytest.mark.parametrize(("telling", "least", "most"), [(0.0, 20, 30), (0.012, 7, 10), (1.0, 5, 8)])
def test_telling_takes_no_more_of_the_time_than_folding(
    monkeypatch: pytest.MonkeyPatch, telling: float, least: int, most: int
) -> None:
    clock = Clock()
    monkeypatch.setattr(session_log, "time", clock)
    log, told = SessionLog(SESSION, AccountCache(), lambda: 0), 0
    log.head = 101
    for _ in log.fold(page(0, *(said(seq) for seq in range(1, 101)))):
        told += 1
        clock.seconds += telling
    assert least <= told <= most
    assert log.upto == 100
