"""The list of sessions as people use it: real widgets on a real relay."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace as replace_around
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.pages.sessions import SessionsPage
from desktop.pages.sessions.card import CardContext, SessionCard, acts
from desktop.pages.sessions.rows import ListRow
from desktop.pages.sessions.weeks import WeeksDialog, later_ones
from desktop.parts.session_form import SessionDialog, SessionDraft
from desktop.parts.when import MINUTE, title_of_day
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Button, Dialog, Label
from relay.protocol.accounts import ClassBadge, LoggedIn, SignInFirst
from relay.protocol.admin import AccountReply, AddClass, AddTeacher
from relay.protocol.classes import ClassReply
from relay.protocol.lesson import EndSession
from relay.protocol.people import People
from relay.protocol.sessions import ColleagueActed, CreateSession, Session, SessionReply
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, until
from tests.desktop.features.stand import press
from tests.desktop.pages.conftest import Show

PageOf = Callable[[QtRelayClient], Awaitable[SessionsPage]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page_of(theme: Theme, say: Sentences, show: Show[SessionsPage]) -> PageOf:
    """Shows the list as somebody's line has it, loaded."""

    async def make(relay: QtRelayClient) -> SessionsPage:
        page = show(SessionsPage(relay, theme, say))
        await until(lambda: page.model.state == "ready" and page.model.taught is not None)
        return page

    return make


def card(page: SessionsPage, title: str) -> SessionCard | None:
    found = (c for c in page.cards.cards() if c.session is not None and c.session.title == title)
    return next(found, None)


async def shown_card(page: SessionsPage, title: str) -> SessionCard:
    await until(lambda: card(page, title))
    found = card(page, title)
    assert found is not None
    return found


async def opened(page: QWidget, kind: type[Dialog] = Dialog) -> Dialog:
    def dialogs() -> list[Dialog]:
        return [d for d in page.findChildren(kind) if d.isVisible()]

    await until(dialogs)
    return dialogs()[-1]


async def answer(page: QWidget, words: str) -> None:
    """Presses the button with these words in the question that is asked."""
    dialog = await opened(page)
    button = next(b for b in dialog.findChildren(Button) if b.text() == words)
    QTest.mouseClick(button, LEFT)


async def plan(relay: QtRelayClient, classroom: Classroom, title: str, ms: int) -> Session:
    command = CreateSession(
        ref=new_ref(), class_id=classroom.class_id, title=title, scheduled_at=relay.now() + ms
    )
    return (await asked(relay, command, SessionReply)).session


def menu_words(found: SessionCard) -> list[str]:
    menu = found.menu()
    words = [action.text() for action in menu.actions()]
    menu.deleteLater()
    return words


async def test_a_student_joins_what_is_live(classroom: Classroom, page_of: PageOf) -> None:
    page = await page_of(await classroom.student("Ana Silva"))
    wanted: list[str] = []
    page.join_requested.connect(wanted.append)
    live = await shown_card(page, "Energy")
    assert live.badge.text() == "LIVE"
    assert "just started" in live.time.text()
    assert "Physics" in live.accessibleName()
    assert menu_words(live) == ["Join", "Details"]
    QTest.mouseClick(live.primary, LEFT)
    assert wanted == [classroom.session]
    assert not page.head.new.isVisible()


async def test_a_teacher_plans_a_session(classroom: Classroom, page_of: PageOf) -> None:
    page = await page_of(await classroom.teacher())
    QTest.mouseClick(page.head.new, LEFT)
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    QTest.mouseClick(dialog.save, LEFT)
    assert dialog.form.rows["title"].error == "Give the lesson a title."
    QTest.keyClicks(dialog.form.title, "Waves <b>and</b> light")
    assert dialog.form.rows["title"].error == ""
    QTest.keyClick(dialog.form.title, Qt.Key.Key_Return)
    made = await shown_card(page, "Waves <b>and</b> light")
    assert made.badge.text() == "Upcoming"
    assert made.primary.text() == "Start"
    assert menu_words(made) == ["Start now", "Details", "Edit…", "Duplicate…", "Cancel lesson…", "Delete…"]


async def test_a_lesson_is_planned_for_every_week(classroom: Classroom, page_of: PageOf) -> None:
    page = await page_of(await classroom.teacher())
    page.plan()
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    form, repeat = dialog.form, dialog.form.repeat
    form.title.setText("Waves")
    monday = datetime(2027, 1, 11, 8)
    form.scheduled_at.set_value(monday)
    QTest.mouseClick(repeat.every_week, LEFT, pos=repeat.every_week.rect().center())
    assert repeat.preview.text() == "Every Monday 08:00, 6 lesson(s), last on Mon, 15 Feb"
    assert not dialog.start.isEnabled(), "now is no time of the week"
    repeat.last.set_value(datetime(2027, 2, 5))
    assert (repeat.number.value, dialog.save.text()) == (4, "Create 4 lesson(s)")
    assert repeat.last.value.date() == date(2027, 2, 5), "a day that was chosen stays as it is"
    repeat.number.set_value(3)
    assert repeat.last.value.date() == date(2027, 1, 25)
    QTest.mouseClick(dialog.save, LEFT)
    times = [int((monday + timedelta(weeks=week)).timestamp() * 1000) for week in range(3)]

    def planned() -> list[Session]:
        sections = page.model.sections()
        return [one for section in sections for one in section.sessions if one.title == "Waves"]

    await until(lambda: [one.scheduled_at for one in planned()] == times)
    await until(lambda: not page.findChildren(SessionDialog))


async def test_an_answer_that_is_lost_makes_no_lesson_twice(classroom: Classroom, page_of: PageOf) -> None:
    page = await page_of(await classroom.teacher())
    page.plan()
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    dialog.form.title.setText("Waves")
    dialog.form.repeat.every_week.setChecked(True)
    first = dialog._command(dialog.form.value, False)
    assert len(first.also_at) == 5
    assert dialog._command(dialog.form.value, False) == first, "sent once more, it is the same command"
    dialog.form.repeat.number.set_value(2)
    other = dialog._command(dialog.form.value, False)
    assert other.ref != first.ref
    assert len(other.also_at) == 1


async def test_an_older_relay_is_not_asked_for_several_lessons(classroom: Classroom, page_of: PageOf) -> None:
    teacher = await classroom.teacher()
    page = await page_of(teacher)
    assert teacher.welcome is not None
    teacher.welcome.can.remove("series")
    page.plan()
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    assert dialog.form.title.isVisible()
    assert not dialog.form.repeat.isVisible()


@pytest.mark.parametrize("at_once", [True, False], ids=["all at once", "an older relay"])
async def test_the_later_weeks_go_with_one_or_stay(
    classroom: Classroom, page_of: PageOf, at_once: bool
) -> None:
    teacher = await classroom.teacher()
    assert teacher.welcome is not None
    if not at_once:
        teacher.welcome.can.remove("ends_series")
    first = datetime(2027, 1, 11, 8)
    times = [int((first + timedelta(weeks=week)).timestamp() * 1000) for week in range(4)]
    command = CreateSession(
        ref=new_ref(), class_id=classroom.class_id, title="Waves", scheduled_at=times[0], also_at=times[1:]
    )
    await asked(teacher, command, SessionReply)
    page = await page_of(teacher)

    def planned() -> list[Session]:
        return sorted(
            (one for one in page.model.planned() if one.title == "Waves"), key=lambda one: one.scheduled_at
        )

    await until(lambda: len(planned()) == 4)
    page.session_actions.cancel(planned()[0])
    await answer(page, "Cancel lesson")
    await until(lambda: [one.scheduled_at for one in planned()] == times[1:])
    await until(lambda: not page.findChildren(WeeksDialog))
    page.session_actions.cancel(planned()[0])
    await answer(page, "Keep it")
    await until(lambda: not page.findChildren(WeeksDialog))
    page.session_actions.delete(planned()[1])
    await answer(page, "This and %n later".replace("%n", "1"))
    await until(lambda: [one.scheduled_at for one in planned()] == times[1:2])


async def test_a_lesson_is_duplicated_for_the_next_week(classroom: Classroom, page_of: PageOf) -> None:
    teacher = await classroom.teacher()
    minute = teacher.now() // 60_000 * 60_000
    command = CreateSession(
        ref=new_ref(), class_id=classroom.class_id, title="Waves", scheduled_at=minute,
        description="Bring a slinky.", type="quiz", duration=90, max_participants=12,
    )  # fmt: skip
    was = (await asked(teacher, command, SessionReply)).session
    page = await page_of(teacher)
    (await shown_card(page, "Waves")).acted.emit("again", was.id)
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    assert not dialog.dirty
    next_week = datetime.fromtimestamp(was.scheduled_at / 1000) + timedelta(weeks=1)
    assert dialog.form.value == SessionDraft(
        title="Waves", description="Bring a slinky.", class_id=classroom.class_id, type="quiz",
        scheduled_at=int(next_week.timestamp() * 1000), duration=90, max_participants=12,
    )  # fmt: skip
    QTest.mouseClick(dialog.save, LEFT)

    def both() -> list[Session]:
        sections = page.model.sections()
        return [one for section in sections for one in section.sessions if one.title == "Waves"]

    await until(lambda: len(both()) == 2)
    page.plan()
    offered = await opened(page, SessionDialog)
    assert isinstance(offered, SessionDialog)
    assert (offered.form.value.duration, offered.form.value.max_participants) == (90, 12), "as it was last"


async def test_create_and_start_leads_into_the_room(classroom: Classroom, page_of: PageOf) -> None:
    page = await page_of(await classroom.teacher())
    wanted: list[str] = []
    page.join_requested.connect(wanted.append)
    page.plan()
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    dialog.form.title.setText("Right now")
    QTest.mouseClick(dialog.start, LEFT)
    await until(lambda: dialog.findChildren(Dialog))  # the classroom has a lesson running
    press(dialog.findChildren(Dialog)[0], "Let both run")
    await until(lambda: wanted)
    made = await shown_card(page, "Right now")
    assert made.session is not None
    assert wanted == [made.session.id]
    assert made.session.status == "live"


async def test_a_lesson_starts_with_one_click(classroom: Classroom, page_of: PageOf) -> None:
    teacher = await classroom.teacher()
    page = await page_of(teacher)
    wanted: list[str] = []
    page.join_requested.connect(wanted.append)
    QTest.mouseClick(page.head.now, LEFT)
    assert not page.head.now.isEnabled(), "a second click makes no second lesson"
    await until(lambda: page.findChildren(Dialog))  # the classroom has a lesson running
    press(page.findChildren(Dialog)[0], "End it and start")
    await until(lambda: wanted)
    made = page.model.session(wanted[0])
    assert made is not None
    assert made.status == "live"
    assert made.title == title_of_day("Physics", teacher.now())
    assert str(date.today().year) in made.title
    await until(page.head.now.isEnabled)


async def test_in_a_narrow_window_the_words_of_the_main_button_are_whole(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[SessionsPage]
) -> None:
    page = show(SessionsPage(await classroom.teacher(), theme, say))
    page.window().resize(400, 720)
    await until(lambda: page.width() == 400)
    assert page.head.now.isHidden(), "the window is narrow before it is known what she teaches"
    await until(page.head.now.isVisible)
    assert page.head.new.compact
    await until(lambda: page.head.now.width() >= page.head.now.sizeHint().width())


async def test_with_several_classes_one_is_chosen(classroom: Classroom, page_of: PageOf) -> None:
    teacher = await classroom.teacher()
    command = AddClass(ref=new_ref(), name="Chemistry & more", teachers=["lee"])
    other = (await asked(teacher, command, ClassReply)).school_class
    page = await page_of(teacher)
    QTest.mouseClick(page.head.now, LEFT)
    await until(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [entry.text() for entry in menu.actions()] == ["Chemistry && more", "Physics"]
    menu.close()
    page.head.filters.classes.choose(other.id)
    page.model.set_filter(page.head.filters.value)
    QTest.mouseClick(page.head.now, LEFT)
    await until(lambda: page.findChildren(Dialog))
    assert QApplication.activePopupWidget() is None


async def test_classes_and_teachers_of_one_name_are_told_apart(classroom: Classroom, page_of: PageOf) -> None:
    """In the menu, the filter, the form and on the cards; and a lesson says how large its class is."""
    await classroom.add_students("Ana Silva", "Ben Ode")
    teacher = await classroom.teacher()
    made = (await asked(teacher, AddTeacher(ref=new_ref(), name="Ms Lee"), AccountReply)).account
    command = AddClass(ref=new_ref(), name="Physics", teachers=["lee", made.username])
    await asked(teacher, command, ClassReply)
    await plan(teacher, classroom, "Waves", 86_400_000)
    page = await page_of(teacher)
    waves = await shown_card(page, "Waves")
    labels = [f"Physics (Ms Lee ({user}))" for user in ("lee", f"lee), Ms Lee ({made.username}")]
    await until(lambda: waves.facts.text() == f"{labels[0]} · Ms Lee (lee) · Lecture · 2 student(s)")
    QTest.mouseClick(page.head.now, LEFT)
    await until(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert sorted(entry.text() for entry in menu.actions()) == sorted(labels)
    menu.close()
    filtered = page.head.filters.classes
    assert sorted(filtered.itemText(n) for n in range(1, filtered.count())) == sorted(labels)
    page.plan()
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    offered = dialog.form.class_id
    assert sorted(offered.itemText(n) for n in range(offered.count())) == sorted(labels)


async def test_what_was_typed_stays_when_the_relay_does_not_answer(
    classroom: Classroom, page_of: PageOf
) -> None:
    teacher = await classroom.teacher()
    page = await page_of(teacher)
    page.plan()
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    dialog.form.title.setText("Waves")
    dialog.form.description.setPlainText("Bring a slinky.")
    await teacher.close()
    dialog.submit()
    await until(lambda: dialog.banner.isVisible() and not dialog.busy)
    assert "did not answer" in dialog.banner.text
    assert (dialog.form.value.title, dialog.form.value.description) == ("Waves", "Bring a slinky.")
    dialog.reject()
    await answer(dialog, "Close")
    await until(lambda: not page.findChildren(SessionDialog))


async def test_crossing_edits_are_told_and_nothing_typed_is_lost(
    classroom: Classroom, page_of: PageOf, theme: Theme, say: Sentences
) -> None:
    teacher, again = await classroom.teacher(), await classroom.teacher()
    session = await plan(teacher, classroom, "Waves", 86_400_000)
    page = await page_of(teacher)
    await shown_card(page, "Waves")
    page.edit(session)
    dialog = await opened(page, SessionDialog)
    assert isinstance(dialog, SessionDialog)
    dialog.form.title.setText("Waves, in short")
    other = SessionDialog(again, theme, say, [], session, parent=page)
    other.form.duration.set_value(20)
    other.open()
    other.submit()
    await until(lambda: (s := page.model.session(session.id)) is not None and s.revision == 2)
    dialog.submit()
    await until(dialog.banner.isVisible)
    assert "in the meantime" in dialog.banner.text
    assert (dialog.form.value.title, dialog.form.value.duration) == ("Waves, in short", 20)
    dialog.submit()
    both = await shown_card(page, "Waves, in short")
    assert both.session is not None
    assert (both.session.duration, both.session.revision) == (20, 3)


async def test_once_more_of_a_class_that_is_gone_is_of_no_other_by_itself(
    classroom: Classroom, page_of: PageOf, theme: Theme, say: Sentences
) -> None:
    teacher = await classroom.teacher()
    page = await page_of(teacher)
    at = teacher.now() // MINUTE * MINUTE + 86_400_000
    draft = SessionDraft(title="Waves", class_id=new_ref(), scheduled_at=at)
    classes = [ClassBadge(classroom.class_id, "Physics")]
    dialog = SessionDialog(teacher, theme, say, classes, draft=draft, parent=page)
    dialog.open()
    assert (dialog.form.value.class_id, dialog.dirty) == ("", False)
    dialog.submit()
    assert "Choose the class" in dialog.form.rows["class_id"].error
    dialog.form.class_id.choose(classroom.class_id)
    dialog.submit()
    assert (await shown_card(page, "Waves")).session is not None


async def test_start_cancel_and_delete(classroom: Classroom, page_of: PageOf) -> None:
    teacher = await classroom.teacher()
    for title in ("One", "Two"):
        await plan(teacher, classroom, title, 60_000)
    page = await page_of(teacher)
    wanted: list[str] = []
    page.join_requested.connect(wanted.append)
    one = await shown_card(page, "One")
    assert one.session is not None
    QTest.mouseClick(one.primary, LEFT)
    press(await opened(page), "Let both run")
    await until(lambda: wanted == [one.session.id if one.session else ""])
    two = await shown_card(page, "Two")
    two.acted.emit("cancel", two.session.id if two.session else "")
    await answer(page, "Cancel lesson")
    await until(lambda: (found := card(page, "Two")) is not None and found.badge.text() == "Cancelled")
    cancelled = await shown_card(page, "Two")
    cancelled.acted.emit("delete", cancelled.session.id if cancelled.session else "")
    await answer(page, "Keep it")
    await until(lambda: not [d for d in page.findChildren(Dialog) if d.isVisible()])
    assert card(page, "Two") is not None
    cancelled.acted.emit("delete", cancelled.session.id if cancelled.session else "")
    await answer(page, "Delete")
    await until(lambda: card(page, "Two") is None)


async def test_a_session_falls_overdue_by_itself(classroom: Classroom, page_of: PageOf) -> None:
    teacher = await classroom.teacher()
    planned = await plan(teacher, classroom, "Soon", 1_200)
    page = await page_of(teacher)
    badge = (await shown_card(page, "Soon")).badge.text()
    assert badge == "Upcoming" or teacher.now() >= planned.scheduled_at  # a slow computer comes too late
    await until(lambda: (found := card(page, "Soon")) is not None and found.badge.text() == "Overdue")


async def test_filters(classroom: Classroom, page_of: PageOf) -> None:
    teacher = await classroom.teacher()
    await plan(teacher, classroom, "Waves", 86_400_000)
    page = await page_of(teacher)
    await shown_card(page, "Waves")
    QTest.mouseClick(page.head.filters.chips["upcoming"], LEFT)
    await until(lambda: card(page, "Energy") is None and card(page, "Waves") is not None)
    QTest.mouseClick(page.head.filters.chips["upcoming"], LEFT)
    QTest.keyClicks(page.head.filters.search, "energ")
    await until(lambda: card(page, "Waves") is None and card(page, "Energy") is not None)
    QTest.keyClicks(page.head.filters.search, "xyz")
    await until(page.empty.isVisible)
    assert page.empty.action.text() == "Clear filters"
    QTest.mouseClick(page.empty.action, LEFT)
    await until(lambda: card(page, "Waves") is not None and card(page, "Energy") is not None)
    assert page.head.filters.search.text() == ""


async def test_a_student_without_sessions_is_told_what_will_happen(
    classroom: Classroom, page_of: PageOf
) -> None:
    room = await classroom.teacher_room()
    room.send(EndSession(ref=new_ref(), session=classroom.session))
    await until(lambda: room.over)
    page = await page_of(await classroom.student("Ana Silva"))
    page.head.filters.chips["live"].click()
    await until(page.empty.isVisible)
    assert page.empty.action.text() == "Clear filters"


async def test_a_card_offers_what_its_person_may_do() -> None:
    session = Session(
        id="s", class_id="c", class_name="Physics", teacher_id="t", teacher_name="Ms. Lee", title="Waves",
        scheduled_at=10,
    )  # fmt: skip
    mine, admin, colleague, student = (
        CardContext(5, True, True, True, True),
        CardContext(5, False, True, True, True),
        CardContext(5, False, True, False, True),
        CardContext(5, False, False, False, True),
    )
    assert acts(session, mine) == ["start", "details", "edit", "again", "cancel", "delete"]
    assert acts(session, admin) == ["details", "start", "edit", "again", "cancel", "delete"]
    assert acts(session, colleague) == ["details", "start", "edit", "again", "cancel"]
    assert acts(session, student) == ["details"]
    live = replace(session, status="live")
    assert acts(live, mine) == ["join", "details", "again"]
    assert acts(live, student) == ["join", "details"]
    assert acts(replace(session, status="cancelled"), mine) == ["details", "again", "delete"]
    just = replace(session, status="ended", ended_at=4)
    assert acts(just, mine) == ["details", "again", "reopen", "delete"]
    assert acts(just, colleague) == ["details", "again", "reopen"]
    assert acts(just, student) == ["details"]
    later = CardContext(4 + 600_000, True, True, True, True)
    assert acts(just, later) == ["details", "again", "delete"]


def test_what_is_there_every_week_has_one_title_class_teacher_and_hour() -> None:
    first = datetime(2027, 3, 22, 8)  # the clocks may change before the next one
    session = Session(
        id="s", class_id="c", class_name="Physics", teacher_id="t", teacher_name="Ms. Lee", title="Waves",
        scheduled_at=int(first.timestamp() * 1000),
    )  # fmt: skip

    def at(weeks: float, **other: Any) -> Session:
        when = int((first + timedelta(weeks=weeks)).timestamp() * 1000)
        return replace(session, id=str(weeks), scheduled_at=when, **other)

    later = [at(2), at(1)]
    others = [at(-1), at(3, title="Light"), at(3, class_id="d"), at(3, teacher_id="u"), at(1.5)]
    others.append(at(3, status="cancelled"))
    assert later_ones(session, [session, *later, *others]) == later[::-1]
    assert later_ones(replace(session, status="ended"), later) == []


def many(classroom: Classroom, count: int, now: int) -> list[ListRow]:
    rows = []
    for number in range(count):
        session = Session(
            id=f"{number:026}", class_id=classroom.class_id, class_name="Physics", teacher_id="t",
            teacher_name="Ms. Lee", title=f"Lesson {number} " + "about waves " * (number % 5),
            scheduled_at=now + number * 60_000,
        )  # fmt: skip
        rows.append(ListRow(session.id, session=session))
    return rows


async def test_five_hundred_cards_hold_nothing_up(classroom: Classroom, page_of: PageOf) -> None:
    page = await page_of(await classroom.teacher())
    rows = many(classroom, 500, page.relay.now())
    page.cards.set_rows(rows, more=False, asking_more=False)
    await until(lambda: len(page.cards.cards()) > 3)
    spent = []
    bar = page.cards.verticalScrollBar()
    for step in range(20):
        before = time.thread_time()
        bar.setValue(bar.maximum() * step // 20)
        page.cards.set_rows(rows, more=False, asking_more=False)
        spent.append(time.thread_time() - before)
        await until(page.cards.cards)
    assert len(page.cards.cards()) < 25, "only those in sight are made"
    assert sorted(spent)[len(spent) // 2] < 0.05
    bar.setValue(bar.maximum())
    last = page.cards.card(rows[-1].key)
    assert last is not None
    assert last.geometry().bottom() <= page.cards.viewport().height()


async def test_tab_goes_through_all_cards_in_order_and_out_again(
    classroom: Classroom, page_of: PageOf
) -> None:
    page = await page_of(await classroom.teacher())
    page.cards.set_rows(many(classroom, 30, page.relay.now()), more=False, asking_more=False)
    await until(page.isActiveWindow)
    page.cards.setFocus(Qt.FocusReason.TabFocusReason)
    met: list[str] = []
    for _ in range(60):
        here = QApplication.focusWidget()
        assert here is not None
        assert page.cards.isAncestorOf(here), met
        assert (
            page.cards.viewport().rect().contains(here.mapTo(page.cards.viewport(), here.rect().center()))
        ), "what has the keyboard is in sight"
        met.append(here.accessibleName())
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert [int(name.split("Lesson ")[1].split()[0]) for name in met[::2]] == list(range(30))
    outside = QApplication.focusWidget()
    assert outside is not None
    assert not page.cards.isAncestorOf(outside)


async def test_the_keyboard_goes_to_what_a_card_is_for_once_that_can_be_done(
    classroom: Classroom, page_of: PageOf
) -> None:
    page = await page_of(await classroom.teacher())
    (row,) = many(classroom, 1, page.relay.now())
    assert row.session is not None
    session = replace(row.session, status="live")
    page.cards.set_rows([ListRow(session.id, session=session)], more=False, asking_more=False)
    await until(lambda: page.isActiveWindow() and page.cards.cards())
    (card,) = page.cards.cards()
    online, offline = (replace_around(card.around, online=on) for on in (True, False))
    page.head.filters.search.setFocus()
    card.show_session(session, offline)
    page.cards.setFocus(Qt.FocusReason.TabFocusReason)
    assert card.menu_button.hasFocus()
    card.show_session(session, online)
    assert card.primary.hasFocus()
    card.menu_button.setFocus(Qt.FocusReason.TabFocusReason)
    card.show_session(session, offline)
    card.show_session(session, online)
    assert card.menu_button.hasFocus(), "where the person put it"


async def test_everything_that_takes_the_keyboard_has_a_name(classroom: Classroom, page_of: PageOf) -> None:
    page = await page_of(await classroom.teacher())
    await shown_card(page, "Energy")
    page.plan()
    await opened(page, SessionDialog)
    for widget in page.findChildren(QWidget):
        inner = widget.objectName() == "qt_spinbox_lineedit"  # spoken of as its spin box
        if widget.isVisible() and not inner and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(widget)
            assert face is not None
            assert face.text(QAccessible.Text.Name), widget


@pytest.mark.parametrize(("width", "scale"), [(400, 1.0), (400, 2.0), (1000, 1.0), (1000, 2.0)])
async def test_cards_are_as_high_as_what_they_hold(
    classroom: Classroom, page_of: PageOf, theme: Theme, width: int, scale: float
) -> None:
    theme.apply("light", scale)
    page = await page_of(await classroom.teacher())
    page.window().resize(width, 720)
    page.cards.set_rows(many(classroom, 8, page.relay.now()), more=False, asking_more=False)
    await until(lambda: page.width() == width and len(page.cards.cards()) > 1)
    for shown in page.cards.cards():
        layout = shown.layout()
        assert layout is not None
        layout.activate()
        assert shown.height() >= layout.totalMinimumSize().height(), shown.title.text()
        assert shown.height() <= layout.totalSizeHint().height() + 4, shown.title.text()
        assert shown.primary.isVisible()
        assert shown.rect().contains(shown.menu_button.geometry())


async def test_the_number_of_students_in_a_lesson_is_looked_up_again(
    classroom: Classroom, page_of: PageOf
) -> None:
    page = await page_of(await classroom.teacher())
    live = await shown_card(page, "Energy")
    assert " 0 student(s)" in live.facts.text()
    lee = await classroom.teacher_room()
    await until(lee.memories[People].teachers_here)
    await classroom.student_room("Ana Silva")
    await until(lambda: len(lee.memories[People].present()) == 2)
    page.hide()
    assert not page.model.session(classroom.session).participant_count  # type: ignore[union-attr]
    page.show()
    await until(lambda: "1 of 1 student(s)" in live.facts.text())


async def test_a_second_lesson_asks_whether_the_first_is_to_end(
    classroom: Classroom, page_of: PageOf
) -> None:
    lee = await classroom.teacher()
    planned = await classroom.planned_lesson(lee, "Waves")
    page = await page_of(lee)
    await shown_card(page, "Waves")

    def statuses() -> dict[str, str]:
        return {s.title: s.status for s in page.model._sessions.values()}

    page._on_act("start", planned)
    dialog = await opened(page)
    assert "“Energy” is still running" in " ".join(label.text() for label in dialog.findChildren(Label))
    press(dialog, "Cancel")
    await until(lambda: planned not in page.session_actions.starting)
    assert statuses() == {"Energy": "live", "Waves": "scheduled"}
    page._on_act("start", planned)
    press(await opened(page), "End it and start")
    await until(lambda: statuses() == {"Energy": "ended", "Waves": "live"})
    third = await classroom.planned_lesson(lee, "Acids")
    await shown_card(page, "Acids")
    page._on_act("start", third)
    press(await opened(page), "Let both run")
    await until(lambda: statuses() == {"Energy": "ended", "Waves": "live", "Acids": "live"})


async def test_a_colleague_stands_in_and_the_teacher_is_told(classroom: Classroom, page_of: PageOf) -> None:
    lee = await classroom.teacher()
    planned = await classroom.planned_lesson(lee, "Waves")
    add = AddTeacher(ref=new_ref(), name="Mr Diallo")
    made = await asked(lee, add, AccountReply)
    first = SignInFirst(
        ref=new_ref(), username=made.account.username, code=made.code, password="a good long password"
    )
    visitor = await classroom.line()
    token = (await asked(visitor, first, LoggedIn)).token
    await asked(
        lee, AddClass(ref=new_ref(), name="Shared", teachers=["lee", made.account.username]), ClassReply
    )
    diallo = await classroom.line(token)
    assert diallo.welcome is not None
    (shared,) = diallo.welcome.classes
    command = CreateSession(
        ref=new_ref(), class_id=shared.id, title="Shared waves", scheduled_at=lee.now() + 10**7
    )
    session = (await asked(lee, command, SessionReply)).session
    told: list[ColleagueActed] = []
    lee.colleague_acted.connect(told.append)
    page = await page_of(diallo)
    shown = await shown_card(page, "Shared waves")
    assert acts(session, shown.around) == ["details", "start", "edit", "again", "cancel"]
    assert card(page, "Waves") is None
    page._on_act("start", session.id)
    await until(lambda: told)
    assert [(t.what, t.title, t.by_name) for t in told] == [("started", "Shared waves", "Mr Diallo")]
    assert planned
