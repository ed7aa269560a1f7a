"""Safekeeping as an admin uses it: real widgets on a real relay."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.client import Address
from desktop.pages.safekeeping import SafekeepingPage
from desktop.pages.safekeeping.audit_card import acts
from desktop.pages.safekeeping.erase_dialog import EraseDialog
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Label
from desktop.window.header import Header
from relay.protocol.accounts import Account
from relay.protocol.base import Event
from relay.protocol.catalog import words
from relay.protocol.chat import Chat
from relay.protocol.personal import ERASED
from relay.protocol.safekeeping import Keeping, SetKeeping
from relay.school import declared
from relay.school.audit import ENTER_ROOM, READ_ATTENDANCE, READ_LOG
from relay.school.setting_aside import LESSON_SET_ASIDE
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, message, until
from tests.desktop.features.stand import asking, press
from tests.desktop.pages.conftest import Show
from tests.relay.inside import JumpingClock, school_inside

LEFT = Qt.MouseButton.LeftButton


async def shown(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> SafekeepingPage:
    """The page, with everything asked for."""
    page = show(SafekeepingPage(await classroom.teacher(), theme, say))
    await until(lambda: page.backups.folder.isVisible() and page.keeping.days >= 0)
    return page


async def test_a_backup_is_made_checked_and_deleted(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> None:
    page = await shown(classroom, theme, say, show)
    card = page.backups
    assert card.none.isVisible()
    QTest.mouseClick(card.make.button, LEFT)
    await until(lambda: card.rows)
    assert "is good" in card.banner.text
    (row,) = card.rows
    file = Path(classroom.process.folder) / "backups" / row.backup.name
    assert file.is_file()
    QTest.mouseClick(row.check, LEFT)
    await until(lambda: "every byte of it was read" in card.banner.text)
    file.write_bytes(file.read_bytes()[:-5_000])
    QTest.mouseClick(row.check, LEFT)
    await until(lambda: "is not good" in card.banner.text)
    card.reload()
    await until(lambda: "can't be read" in card.rows[0].title.text())
    QTest.mouseClick(card.rows[0].delete, LEFT)
    press(await asking(page.window()), "Keep")
    assert file.is_file()
    QTest.mouseClick(card.rows[0].delete, LEFT)
    press(await asking(page.window()), "Delete")
    await until(lambda: not card.rows)
    assert not file.is_file()
    await until(lambda: [act.what for act in page.notes.acts[:2]] == ["delete_backup", "make_backup"])


async def test_the_relay_is_put_back_and_every_window_follows(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> None:
    bo = await classroom.student_room("Bo")
    bo.send(message(bo, "kept"))
    await until(lambda: not bo.waiting)
    page = await shown(classroom, theme, say, show)
    QTest.mouseClick(page.backups.make.button, LEFT)
    await until(lambda: page.backups.rows)
    bo.send(message(bo, "lost"))
    await until(lambda: not bo.waiting)
    QTest.mouseClick(page.backups.rows[0].restore, LEFT)
    dialog = await asking(page.window())
    assert any("Events: 1, in lessons: 1." in label.text() for label in dialog.findChildren(Label))
    press(await asking(page.window()), "Cancel")
    QTest.mouseClick(page.backups.rows[0].restore, LEFT)
    await until(lambda: not dialog.isVisible())
    await asking(page.window())
    press(await asking(page.window()), "Put it back")
    await until(lambda: "put back" in page.backups.banner.text)
    await until(lambda: page.notes.acts and page.notes.acts[0].what == "restore")
    assert "Ms" in page.notes.list.item(0).text(), "who had it put back"
    await until(lambda: page.backups.aside and page.backups.before.isVisible())
    QTest.mouseClick(page.backups.aside[0].delete, LEFT)
    press(await asking(page.window()), "Delete")
    await until(lambda: not page.backups.aside)
    assert not page.backups.before.isVisible()
    assert not list(classroom.process.folder.glob("before-restore-*"))
    await until(lambda: bo.caught_up and bo.relay.state.kind == "connected")
    texts = [m.text for m in bo.memories[Chat].messages if m.kind != "system"]
    assert texts == ["kept"]
    bo.send(message(bo, "on we go"))
    await until(lambda: not bo.waiting)


async def test_what_can_not_be_written_is_said(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> None:
    page = await shown(classroom, theme, say, show)
    (classroom.process.folder / "backups").touch()
    QTest.mouseClick(page.backups.make.button, LEFT)
    await until(page.backups.banner.isVisible)
    assert "The backup could not be written" in page.backups.banner.text
    assert not page.backups.make.busy
    (classroom.process.folder / "backups").unlink()


async def test_a_shorter_time_is_asked_about(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> None:
    page = await shown(classroom, theme, say, show)
    card, teacher = page.keeping, page.keeping.relay
    assert (card.days, card.choice.currentText()) == (730, "2 years")
    card.choice.choose("0")
    card.choice.activated.emit(card.choice.currentIndex())
    await until(lambda: card.days == 0)
    assert "For ever" in card.banner.text
    await until(lambda: [act.detail for act in page.notes.acts[:1]] == ["0"])
    await asked(teacher, SetKeeping(ref=new_ref(), days=100), Keeping)
    card.reload()
    await until(lambda: card.choice.currentText() == "100 days")
    assert not card.due.isVisible()
    page.notes.reload()
    await until(lambda: [act.detail for act in page.notes.acts[:2]] == ["100", "0"])


async def test_a_clock_that_has_jumped_is_told_and_can_be_said_to_be_right(
    theme: Theme, say: Sentences, show: Show[SafekeepingPage], tmp_path: Path
) -> None:
    clock = JumpingClock()
    async with school_inside(tmp_path / "data", clock=clock) as (server, made):
        relay = QtRelayClient(Address("127.0.0.1", made.port), server.pin, made.teacher_token)
        relay.start()
        try:
            page = show(SafekeepingPage(relay, theme, say))
            await until(lambda: page.keeping.days >= 0)
            assert not page.keeping.doubt.isVisible()
            clock.ahead_ms = 1_096 * 24 * 3_600_000
            page.keeping.reload()
            await until(page.keeping.doubt.isVisible)
            assert "nothing is removed" in page.keeping.doubt.text
            QTest.mouseClick(page.keeping.doubt.action, LEFT)
            await until(lambda: not page.keeping.doubt.isVisible())
            assert not server.store.heartbeat.doubted
            await until(lambda: page.notes.acts and page.notes.acts[0].what == "confirm_clock")
        finally:
            await relay.close()


async def test_a_person_is_erased_after_typing_the_user_name(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> None:
    ana = await classroom.student_room("Ana <b>Silva</b>")
    bo = await classroom.student_room("Bo")
    ana.send(message(ana, "my secret"))
    await until(lambda: any(m.text == "my secret" for m in bo.memories[Chat].messages))
    page = await shown(classroom, theme, say, show)
    QTest.mouseClick(page.backups.make.button, LEFT)
    await until(lambda: page.backups.rows)
    card = page.erasing
    QTest.keyClicks(card.search, "zzz")
    await until(card.hint.isVisible)
    card.search.clear()
    QTest.keyClicks(card.search, "lee")
    await until(card.hint.isVisible)
    assert not card.buttons, "oneself is not offered"
    card.search.clear()
    QTest.keyClicks(card.search, "silva")
    await until(lambda: card.buttons)
    assert "Ana <b>Silva</b>" in card.buttons[0].text()
    QTest.mouseClick(card.buttons[0], LEFT)
    dialog = await asking(page.window(), EraseDialog)
    assert isinstance(dialog, EraseDialog)
    assert not dialog.go.isEnabled()
    QTest.keyClicks(dialog.typed, "somebody")
    assert not dialog.go.isEnabled()
    dialog.typed.setText(ana.me.username)
    QTest.mouseClick(dialog.go, LEFT)
    await until(lambda: "has been erased" in card.banner.text)
    assert "still hold" in card.banner.text
    await until(lambda: any(m.text == ERASED for m in bo.memories[Chat].messages))
    assert not any("secret" in m.text or "Silva" in m.name for m in bo.memories[Chat].messages)
    await until(lambda: ana.relay.state.kind == "closed")
    await until(lambda: page.notes.acts and page.notes.acts[0].what == "erase_person")
    assert ERASED in page.notes.list.item(0).text()
    assert "erased a person" in page.notes.list.item(0).text()


async def test_more_acts_are_shown_on_demand(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> None:
    teacher = await classroom.teacher()
    for days in range(1, 61):
        await asked(teacher, SetKeeping(ref=new_ref(), days=days), Keeping)
    page = await shown(classroom, theme, say, show)
    await until(lambda: len(page.notes.acts) == 50)
    assert page.notes.more.isVisible()
    QTest.mouseClick(page.notes.more, LEFT)
    await until(lambda: len(page.notes.acts) >= 60)
    assert [act.detail for act in page.notes.acts][:60] == [str(days) for days in range(60, 0, -1)]
    assert not page.notes.more.isVisible()


def test_every_act_has_words() -> None:
    noted = {str(a.command.__struct_config__.tag) for a in declared().values() if a.noted}
    asked_only = {"list_backups", "check_backup", "get_keeping", "read_notes", "restore_backup"}
    events = [word for word in words(Event) if issubclass(word, Event)]
    for_others = {f"{what}_session" for what in ("start", "edit", "cancel", "reopen")}
    moderated = {str(word.__struct_config__.tag) for word in events if word.moderation}
    besides = {"restore", "export_own_data", LESSON_SET_ASIDE, READ_ATTENDANCE, READ_LOG, ENTER_ROOM}
    assert acts().keys() - besides == (noted | moderated | for_others) - asked_only


def test_only_admins_are_offered_it(theme: Theme) -> None:
    header = Header(theme)
    for role, offered in (("admin", True), ("teacher", False), ("student", False)):
        header.set_account(Account("0" * 26, "Ana", role))  # type: ignore[arg-type]
        header.fill_menu(header._menu)
        assert ("Safekeeping" in [action.text() for action in header._menu.actions()]) is offered
    header.deleteLater()


async def test_everything_that_takes_the_keyboard_has_a_name(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SafekeepingPage]
) -> None:
    page = await shown(classroom, theme, say, show)
    QTest.mouseClick(page.backups.make.button, LEFT)
    await until(lambda: page.backups.rows)
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(widget)
            assert face is not None
            assert face.text(QAccessible.Text.Name), widget
