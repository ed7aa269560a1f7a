"""A pinned line over a real relay and in real windows: pinned, hidden, and read by who comes late."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from desktop.features.chat import ChatPanel
from desktop.features.pins import PinStrip
from desktop.features.pins.pin_dialog import PinDialog
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from relay.protocol.hiding import HideMessage
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, message, until
from tests.desktop.features.stand import asking, part
from tests.desktop.features.test_stage import pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
LINK = "https://school.example/maps"


def reads(page: RoomPage) -> str:
    """The pinned line that is in sight; empty if none is."""
    strip = part(page, PinStrip)
    return strip.words.accessibleName() if strip.isVisible() else ""


async def test_pinned_hidden_and_pinned_anew(
    classroom: Classroom, open_room: Open, notices: Notifications
) -> None:
    def told() -> list[str]:
        return [one.title for one in notices.held if "pinned" in one.title]

    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    room = ana.context.room
    room.send(message(room, "zebra"))
    view = part(lee, ChatPanel).view
    await until(lambda: any(line.text == "zebra" for line in view.messages.all))
    (line,) = [line for line in view.messages.all if line.text == "zebra"]
    action = next(a for a in view.actions_of(line) if a.label == "Pin for everyone")
    action.do()
    await until(lambda: reads(lee) == reads(ana) == "Pinned: zebra")
    hide = HideMessage(ref=new_ref(), session=lee.context.room.session_id, message=line.id)
    lee.context.room.send(hide)
    await until(lambda: not reads(lee) and not reads(ana))

    pick(lee, "show", "Pin a line…")
    dialog = await asking(lee, PinDialog)
    assert isinstance(dialog, PinDialog)
    dialog.line.setText(LINK)
    other = QWidget()
    other.show()
    other.activateWindow()
    dialog.go.click()
    await until(lambda: reads(lee) == reads(ana) == f"Pinned: {LINK}")
    assert told() == ["Ms Lee pinned a page for everyone"], "and nobody who has pinned it"
    ben = open_room(await classroom.student_room("Ben"))
    await until(lambda: reads(ben) == f"Pinned: {LINK}")
    part(lee, PinStrip).unpin.click()
    await until(lambda: not any(map(reads, (lee, ana, ben))))
    assert not told()
    other.hide()
    other.deleteLater()
