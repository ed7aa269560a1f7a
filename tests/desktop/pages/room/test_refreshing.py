"""Other memories are shown a few panels at a time; what is told meanwhile comes after that."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel
from desktop.pages.room import RoomPage
from desktop.pages.room.panels import Panels
from desktop.pages.room.refreshing import Refreshing
from relay.protocol.hands import HandRaised
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand, account

Open = Callable[..., RoomPage]


class Heard(Panel):
    """Notes that it was refreshed."""

    def __init__(self, name: str, heard: list[str], parent: QWidget) -> None:
        QWidget.__init__(self, parent)
        self.name, self.heard = name, heard

    def refresh(self) -> None:
        self.heard.append(self.name)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, qapp: object) -> tuple[Refreshing, list[str]]:
    """Three panels, one of which is told at a turn."""
    monkeypatch.setattr("desktop.pages.room.refreshing.SLICE_SECONDS", 0.0)
    parent, heard = QWidget(), list[str]()
    panels = Panels()
    panels._all = [Heard(name, heard, parent) for name in "abc"]
    refreshing = Refreshing(panels, lambda: heard.append("shown"), parent)
    refreshing.kept = parent  # type: ignore[attr-defined]
    return refreshing, heard


async def test_each_has_its_turn_and_then_it_is_shown_once(told: tuple[Refreshing, list[str]]) -> None:
    refreshing, heard = told
    turns = QTimer(interval=0)
    turns.timeout.connect(lambda: heard.append("turn"))
    turns.start()
    refreshing.begin()
    refreshing.begin()
    assert heard == []
    await until(lambda: not refreshing.under_way)
    turns.stop()
    assert [one for one in heard if one != "turn"] == ["a", "b", "c", "shown"]
    between = heard[heard.index("a") : heard.index("shown")]
    assert between.count("turn") >= 3, "the window has its turn after each"


async def test_it_is_finished_or_given_up(told: tuple[Refreshing, list[str]]) -> None:
    refreshing, heard = told
    refreshing.finish()
    assert heard == []
    refreshing.begin()
    refreshing.finish()
    assert heard == ["a", "b", "c", "shown"]
    refreshing.begin()
    refreshing.stop()
    refreshing.finish()
    assert len(heard) == 4


async def test_what_a_room_is_told_meanwhile_finds_all_panels_up_to_date(open_room: Open) -> None:
    stand = Stand(account(9), "Ms Lee", "teacher")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    stand.room.afresh.emit()
    under_way = [page._afresh.under_way]
    stand.room.entered.emit("")
    under_way.append(page._afresh.under_way)  # from the beginning, and not in one go
    await stand.tell(HandRaised(by=account(0)))
    assert [*under_way, page._afresh.under_way] == [True, True, False]
    assert page._gathers == 0
