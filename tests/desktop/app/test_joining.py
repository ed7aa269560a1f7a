"""Coming into a lesson by code, link, QR text and pass, in whole programs on a real relay."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.address import join_link, read_address
from desktop.app.sign_in.offers import Offer, by_choice, tried_at_once
from desktop.features.chat import ChatView
from desktop.features.chat.composer import Composer
from desktop.pages.compare_words import WordsPage
from desktop.pages.connect import ConnectPage
from desktop.pages.joining import JoinPage
from desktop.pages.joining.how import HowToJoinPage
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.pages.sign_in import SignInPage
from desktop.pages.visit import VisitPage
from desktop.parts.passes import PassesDialog
from desktop.qt_client import QtRoomClient
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from relay.protocol.accounts import Welcome
from relay.protocol.admission import Admission, Admit, SetDoor, TurnAway, WaitingRoom
from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.joining import MakePasses, OpenLesson, PassesMade
from relay.protocol.lesson import EndSession
from relay.protocol.limits import LESSONS_TRIED
from relay.protocol.people import AllowBack, People, RemovePerson
from relay.protocol.sessions import GetSession, ReopenSession, SessionDetails, SessionReply
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, classroom_on, until
from tests.desktop.program import Kept, Person, program
from tests.relay.process import RelayProcess, relay_process

FIELD = "Code, link or address"


def places(relay: RelayProcess) -> list[tuple[str, int]]:
    return [("127.0.0.1", relay.ready["port"])]


async def open_door(
    room: QtRoomClient,
    *,
    names: bool = False,
    guests: bool = False,
    waiting: WaitingRoom = "off",
    locked: bool = False,
) -> str:
    """The teacher opens the door to codes; gives the code."""
    door = SetDoor(
        ref=new_ref(),
        session=room.session_id,
        codes=True,
        names_shown=names,
        guests=guests,
        waiting=waiting,
        locked=locked,
    )
    room.send(door)
    await until(lambda: not room.waiting and room.memories[Admission].code)
    return room.memories[Admission].code


async def open_by_link(relay: RelayProcess, room: QtRoomClient, **door: Any) -> str:
    """The same; gives the link."""
    code = await open_door(room, **door)
    return join_link(places(relay), relay.ready["pin"], lesson=room.session_id, code=code)


def type_and_connect(person: Person, text: str) -> None:
    person.fill(FIELD, text)
    QTest.keyClick(person.find(QLineEdit, FIELD), Qt.Key.Key_Return)


async def give_code(person: Person, code: str) -> JoinPage:
    page = await person.at(JoinPage)
    person.fill("Lesson code", code)
    await person.click("Go on")
    await until(lambda: page.knows_code or page.code_row.error)
    return page


async def give_name(person: Person, name: str = "Tom Becker") -> None:
    """Behind a link whose code is right."""
    page = await person.at(JoinPage)
    await until(lambda: page.knows_code)
    person.fill("Your name", name)
    await person.click("Join")


async def in_the_room(person: Person) -> RoomPage:
    page = await person.at(RoomPage)
    await until(lambda: page.context.room.caught_up)
    return page


def standing(room: QtRoomClient, name: str) -> str:
    return next((p.standing for p in room.memories[People].everybody.values() if p.name == name), "")


async def test_a_typed_address_and_the_code_lead_into_the_lesson_without_comparing_words(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva")
    lee = await classroom.teacher_room()
    code = await open_door(lee, names=True)
    kept = Kept()
    async with program(tmp_path / "ana", theme, kept) as ana:
        type_and_connect(ana, f"127.0.0.1:{relay.ready['port']}")
        page = await give_code(ana, f" {code[:3].lower()}-{code[3:]} ")
        assert [name.name for name in page.names._names] == ["Ana Silva"]
        page.names.list.setCurrentRow(0)
        await ana.click("Join")
        room = await in_the_room(ana)
        assert room.context.room.me.name == "Ana Silva"
        await until(lambda: standing(lee, "Ana Silva") == "claimed")
        assert ana.app.settings.now.relays[0].pin == relay.ready["pin"]
        assert ana.app.settings.now.relays[0].username == ""
    written = (tmp_path / "ana" / "settings.json").read_text("utf-8")
    assert code not in written
    assert kept._tokens == {}


async def test_a_link_brings_everything_but_the_name(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    code = await open_door(lee, guests=True)
    link = join_link(
        [("127.0.0.2", 1), *places(relay)], relay.ready["pin"], lesson=classroom.session, code=code
    )
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, link)
        await give_name(tom, "Tom <img src=x>")
        await in_the_room(tom)
        await until(lambda: standing(lee, "Tom <img src=x>") == "guest")


async def test_a_wrong_code_is_told_at_its_field_and_from_another_try_on_the_code_alone_finds_its_lesson(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    code = await open_door(lee, guests=True)
    wrong = "".join("3" if symbol == "2" else "2" for symbol in code)
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, f"127.0.0.1:{relay.ready['port']}")
        page = await give_code(tom, wrong)
        assert "not the code of this lesson" in page.code_row.error
        assert tom.app.settings.now.relays == ()  # nothing has proved this relay yet
        page = await give_code(tom, code)
        assert page.knows_code  # from now on the relay is known
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, code)
        page = await tom.at(JoinPage)
        await until(lambda: page.knows_code)


async def test_a_link_read_into_the_field_of_the_code_is_followed(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    code = await open_door(await classroom.teacher_room(), guests=True)
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, f"127.0.0.1:{relay.ready['port']}")
        first = await tom.at(JoinPage)
        link = join_link(places(relay), relay.ready["pin"], lesson=classroom.session, code=code)
        tom.fill("Lesson code", link)
        await tom.click("Go on")
        await until(lambda: tom.page is not first and isinstance(tom.page, JoinPage) and tom.page.knows_code)


async def test_who_has_an_account_compares_the_words_as_before(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await open_door(await classroom.teacher_room())
    async with program(tmp_path / "lee", theme) as lee:
        type_and_connect(lee, f"127.0.0.1:{relay.ready['port']}")
        await lee.at(JoinPage)
        await lee.click("I have an account")
        await lee.at(WordsPage)
        await lee.click("They match")
        await lee.at(SignInPage)
        await lee.click("Join with a code instead")
        await lee.at(JoinPage)
        await lee.click("I have an account")
        await lee.at(SignInPage)
        assert [type(page) for page in lee.window.pages] == [ConnectPage, SignInPage]


async def test_who_waits_sees_nothing_until_the_teacher_lets_them_in(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    link = await open_by_link(relay, lee, guests=True, waiting="guests")
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, link)
        await give_name(tom)
        await tom.sees("Wait until your teacher lets you in")
        room = await tom.at(RoomPage)
        assert room.context.room.upto == 0
        await until(lambda: [w.name for w in lee.memories[Admission].queue.values()] == ["Tom Becker"])
        lee.send(Admit(ref=new_ref(), session=lee.session_id))
        await in_the_room(tom)
        await until(lambda: not tom.reads("Wait until your teacher"))


async def be_turned_away(tom: Person, lee: QtRoomClient, link: str) -> str:
    """Comes by a link to a lesson where everybody waits, and is told that he may not; his account."""
    type_and_connect(tom, link)
    await give_name(tom)
    await until(lambda: lee.memories[Admission].queue)
    (account,) = lee.memories[Admission].queue
    lee.send(TurnAway(ref=new_ref(), session=lee.session_id, account=account))
    await tom.sees("Your teacher did not let you in")
    return account


async def come_by_link(
    person: Person, relay: RelayProcess, session: str, code: str, name: str = "Tom Becker"
) -> RoomPage:
    """Through link and name, straight into the lesson."""
    link = join_link(places(relay), relay.ready["pin"], lesson=session, code=code)
    type_and_connect(person, link)
    await give_name(person, name)
    return await in_the_room(person)


def write(person: Person, text: str) -> None:
    composer = person.page.findChildren(Composer)[0]
    QTest.keyClicks(composer.input, text)
    QTest.keyClick(composer.input, Qt.Key.Key_Return)


def lines(page: RoomPage) -> dict[str, bool]:
    """What stands in the chat, and whether as one's own."""
    chat = page.findChildren(ChatView)[0].lines
    said = [chat.line(row) for row in range(chat.rowCount())]
    return {line.text: line.mine for line in said if line.spoken}


@pytest.mark.rare  # meanwhile relay/stories/test_reopening, and pages/room shows an end
async def test_a_lesson_that_ends_stays_readable_for_its_visitors_and_goes_on_if_it_is_opened_again(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    code = await open_door(lee, guests=True)
    async with program(tmp_path / "tom", theme) as tom:
        page = await come_by_link(tom, relay, classroom.session, code)
        await until(lambda: standing(lee, "Tom Becker") == "guest")
        write(tom, "Before")
        await until(lambda: lines(page) and not page.context.room.waiting)
        lee.send(EndSession(ref=new_ref(), session=lee.session_id))
        await tom.sees("The lesson has ended")
        assert tom.reads("The chat stays readable until you close it.")
        teacher = await classroom.teacher()
        reopen = ReopenSession(ref=new_ref(), session=lee.session_id)
        await asked(teacher, reopen, SessionReply)
        await until(lambda: page.context.room.is_in and page.context.room.caught_up)
        again = await classroom.room(teacher)
        await until(lambda: not tom.reads("The lesson has ended"))
        write(tom, "After")
        await until(lambda: list(lines(page)) == ["Before", "After"] and not page.context.room.waiting)
        again.send(EndSession(ref=new_ref(), session=again.session_id))
        await tom.sees("The lesson has ended")
        assert tom.page is page
        assert lines(page) == {"Before": True, "After": True}
        await tom.click("Close")
        connect = await tom.at(ConnectPage)
        assert connect.banner.isHidden(), "nothing went wrong"
    told = await asked(teacher, GetSession(ref=new_ref(), session=lee.session_id), SessionDetails)
    assert {(one.name, one.standing) for one in told.attendance} == {
        ("Ms Lee", "account"),
        ("Tom Becker", "guest"),
    }


@pytest.mark.rare  # meanwhile relay/stories/test_reopening, and pages/room shows an end
async def test_what_was_said_stays_before_a_visitor_who_is_signed_out_at_last(
    theme: Theme, tmp_path: Path
) -> None:
    async with (
        relay_process(tmp_path / "school", reopen_minutes=0) as relay,
        classroom_on(relay) as classroom,
    ):
        lee = await classroom.teacher_room()
        code = await open_door(lee, guests=True)
        async with program(tmp_path / "tom", theme) as tom, program(tmp_path / "eva", theme) as eva:
            page = await come_by_link(tom, relay, classroom.session, code)
            write(tom, "Remember this")
            await until(lambda: lines(page) and not page.context.room.waiting)
            await come_by_link(eva, relay, classroom.session, code, "Eva")
            await eva.click("Leave")
            await eva.sees("You left “Energy”")
            lee.send(EndSession(ref=new_ref(), session=lee.session_id))
            await until(lambda: page.context.room.relay.state.kind == "closed")
            assert tom.page is page
            assert tom.reads("The lesson has ended")
            assert not tom.reads("Offline")
            assert lines(page) == {"Remember this": True}
            await tom.click("Close")
            assert (await tom.at(ConnectPage)).banner.isHidden()
            await eva.sees("“Energy” is over")
            await eva.click("Close")
            assert (await eva.at(ConnectPage)).banner.isHidden()


@pytest.mark.rare  # meanwhile relay/stories/test_joining comes back
async def test_a_visitor_who_left_goes_back_in_and_escape_does_not_leave(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    code = await open_door(lee, guests=True)
    async with program(tmp_path / "tom", theme) as tom:
        page = await come_by_link(tom, relay, classroom.session, code)
        composer = page.findChildren(Composer)[0]
        QTest.keyClicks(composer.input, "Half a thou")
        for _ in range(3):
            QTest.keyClick(composer.input, Qt.Key.Key_Escape)
        assert tom.page is page
        assert composer.input.toPlainText() == "Half a thou"
        await tom.click("Leave")
        await tom.at(VisitPage)
        await until(lambda: not lee.memories[People].is_here(page.context.me))
        assert tom.reads("You left “Energy”")
        await tom.click("Go back in")
        back = await in_the_room(tom)
        await until(lambda: lee.memories[People].is_here(back.context.me))
        assert back.findChildren(Composer)[0].input.toPlainText() == "Half a thou", "the draft was kept"
        # with the program it would be lost, as nothing of a visit stays here: that is asked about
        tom.window.close()
        await tom.sees("If you quit, what waits is lost.")
        await tom.click("Cancel")
        await tom.click("Leave")
        await tom.at(VisitPage)
        await tom.click("Close")
        await tom.sees("Give up what was not sent?")
        await tom.click("Give it up")
        await tom.at(ConnectPage)


@pytest.mark.rare  # meanwhile relay/stories/test_joining comes back
async def test_a_pupil_who_closed_the_lesson_finds_their_name_free_to_come_back(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    code = await open_door(await classroom.teacher_room(), names=True)
    async with program(tmp_path / "ana", theme) as ana:

        async def shown() -> list[str]:
            type_and_connect(ana, f"127.0.0.1:{relay.ready['port']}")
            page = await give_code(ana, code)
            return [page.names.list.item(row).text() for row in range(page.names.list.count())]

        async def come() -> str:
            page = await ana.at(JoinPage)
            page.names.list.setCurrentRow(0)
            await ana.click("Join")
            return (await in_the_room(ana)).context.me

        assert await shown() == ["Ana Silva", "Tom Becker"]
        me = await come()
        await ana.click("Leave")
        await ana.click("Close")
        await ana.at(ConnectPage)
        assert await shown() == ["Ana Silva", "Tom Becker"]
        assert await come() == me


async def test_a_personal_pass_signs_in_once_and_leads_into_the_lesson(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva")
    teacher = await classroom.teacher()
    made = await asked(teacher, MakePasses(ref=new_ref(), class_id=classroom.class_id), PassesMade)
    (one,) = made.passes
    link = join_link(places(relay), relay.ready["pin"], lesson=classroom.session, personal=one.secret)
    async with program(tmp_path / "ana", theme, Kept()) as ana:
        type_and_connect(ana, link)
        room = await in_the_room(ana)
        assert room.context.me == one.account
        await until(lambda: standing(room.context.room, "Ana Silva") == "account")
    assert one.secret not in (tmp_path / "ana" / "settings.json").read_text("utf-8")
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, link)
        await tom.sees("This slip was used")


@pytest.mark.rare  # meanwhile relay/stories/test_joining
async def test_of_lessons_that_are_open_at_once_the_code_finds_its_own(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    """Two of the same class and teacher can't be told apart in a list: nobody is asked which it is."""
    lee = await classroom.teacher()
    sessions = [classroom.session, *[await classroom.live_lesson(lee, title) for title in ("Optics", "Heat")]]
    rooms = [await classroom.room(lee, session) for session in sessions]
    codes = [await open_door(room, guests=True) for room in rooms]
    for number, code in enumerate(codes):
        async with program(tmp_path / f"tom {number}", theme) as tom:
            type_and_connect(tom, f"127.0.0.1:{relay.ready['port']}")
            page = await give_code(tom, "AAAAAA" if number == 1 else code)
            if number == 1:
                assert page.code_row.error
                await give_code(tom, code)
            tom.fill("Your name", f"Tom {number}")
            await tom.click("Join")
            assert (await in_the_room(tom)).context.room.session_id == sessions[number]
    assert [room.memories[Admission].guessed_at for room in rooms] == [0, 0, 0]


async def test_a_teacher_opens_the_door_shows_the_code_and_lets_in_from_the_notice(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    profile = await signed_in(tmp_path / "lee", relay, kept, classroom.tokens["Ms Lee"])
    async with program(profile, theme, kept) as lee, program(tmp_path / "tom", theme) as tom:
        await lee.click("Join: Energy")
        room = await in_the_room(lee)
        room.keep("join", True)
        assert lee.app.settings.now.room_keeps == ("join",), "the next room has it too"
        await lee.pick("More", "Who may come in…")
        await until(lambda: lee.window.has(HowToJoinPage))
        how = lee.window.pages[-1]
        assert isinstance(how, HowToJoinPage)
        assert how.choices is not None
        assert how.card is not None
        big = how.card.code
        code = big.code
        QTest.mouseClick(how.choices.codes, Qt.MouseButton.LeftButton)
        await until(lambda: not big.code)
        QTest.mouseClick(how.choices.codes, Qt.MouseButton.LeftButton)
        await until(lambda: big.code)
        how.choices.waiting.choose("all")
        await until(lambda: not room.context.room.waiting)
        assert big.code == code
        assert how.choices.guests.isChecked()
        link = how.card.link
        await lee.click("QR slips…")
        passes = next(d for d in how.findChildren(PassesDialog) if d.isVisible())
        await lee.click("Take back…")
        await lee.click("Take back")
        await until(lambda: "none of these QR slips is good" in passes.banner.text)
        passes.reject()
        lee.window.back()
        said = read_address(link)
        assert (said.code, said.lesson, said.pin) == (code, classroom.session, relay.ready["pin"])
        type_and_connect(tom, join_link(places(relay), said.pin, lesson=said.lesson, code=said.code))
        page = await tom.at(JoinPage)
        await until(lambda: page.knows_code)
        tom.fill("Your name", "Uncle Bob")
        await tom.click("Join")
        await tom.sees("Wait until your teacher lets you in")
        await until(lambda: [n for n in lee.app.notices.held if "Uncle Bob (guest) waits" in n.title])
        notice = next(n for n in lee.app.notices.held if "Uncle Bob (guest) waits" in n.title)
        lee.app.notices.do(notice.key, "admit")
        await in_the_room(tom)
        await until(lambda: standing(room.context.room, "Uncle Bob") == "guest")


async def test_a_link_that_is_clicked_while_signed_in_leads_into_the_lesson(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva")
    lee = await classroom.teacher_room()
    link = await open_by_link(relay, lee, guests=True, waiting="guests")
    kept = Kept()
    profile = await signed_in(tmp_path / "ana", relay, kept, classroom.tokens["Ana Silva"])
    async with program(profile, theme, kept) as ana:
        await ana.at(SessionsPage)
        await until(lambda: ana.reads("Energy"))
        ana.app.open_link(link)
        room = await in_the_room(ana)
        await until(lambda: standing(lee, "Ana Silva") == "account")  # not somebody new
        ana.app.open_link("schoolbell://127.0.0.1:1/#pin=" + "A" * 52)
        await ana.at(ConnectPage)
        await until(lambda: not ana.page.isHidden() and room.context.room.over)


@pytest.mark.rare  # meanwhile a link to a lesson of their own above
async def test_a_link_to_a_lesson_of_another_class_leads_there_by_its_code_as_a_guest(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    teacher = await classroom.teacher()
    other = await asked(teacher, MakeClass(ref=new_ref(), name="Chess"), ClassReply)
    await classroom.add_students("Ana Silva")
    classroom.class_id = other.school_class.id
    session = await classroom.live_lesson(teacher, "Openings")
    lee = await classroom.room(teacher, session)
    code = await open_door(lee, guests=True)
    link = join_link(places(relay), relay.ready["pin"], lesson=session, code=code)
    kept = Kept()
    profile = await signed_in(tmp_path / "ana", relay, kept, classroom.tokens["Ana Silva"])
    async with program(profile, theme, kept) as ana:
        await ana.at(SessionsPage)
        ana.app.open_link(link)
        await ana.sees("This lesson is for another class")
        await ana.click("Join with the code")
        page = await ana.at(JoinPage)
        await until(lambda: page.knows_code)  # the link has told the code
        assert page.name.text() == "Ana Silva"
        await ana.click("I have an account")
        await ana.at(SessionsPage)  # still signed in
        ana.app.open_link(link)
        await ana.sees("This lesson is for another class")
        await ana.click("Join with the code")
        page = await ana.at(JoinPage)
        await until(lambda: page.knows_code)
        await ana.click("Join")
        room = await in_the_room(ana)
        await until(lambda: standing(lee, "Ana Silva") == "guest")
        await until(lambda: room.context.name(room.context.me) == "Ana Silva (guest)")
        lee.send(EndSession(ref=new_ref(), session=session))
        await ana.sees("The lesson has ended")
        await ana.click("Close")
        await ana.at(ConnectPage)
    async with program(profile, theme, kept) as ana:
        await ana.at(SessionsPage)  # nothing of the visit stays, and the account is what it was


@pytest.mark.rare  # meanwhile relay/stories turns away, removes and lets back
async def test_who_was_turned_away_comes_in_once_the_teacher_thinks_better_of_it(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    link = await open_by_link(relay, lee, guests=True, waiting="all")
    async with program(tmp_path / "tom", theme) as tom:
        account = await be_turned_away(tom, lee, link)
        await tom.click("Try again")
        await tom.sees("Your teacher did not let you in")  # not yet
        assert lee.memories[Admission].turned_away[account].name == "Tom Becker"
        lee.send(Admit(ref=new_ref(), session=lee.session_id, accounts=[account]))
        await until(lambda: not lee.memories[Admission].turned_away)
        await tom.click("Try again")
        await in_the_room(tom)


@pytest.mark.rare  # meanwhile relay/stories turns away, removes and lets back
async def test_a_guest_who_was_removed_comes_back_once_the_teacher_lets_them(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    link = await open_by_link(relay, lee, guests=True)
    async with program(tmp_path / "tom", theme) as tom:
        type_and_connect(tom, link)
        await give_name(tom)
        me = (await in_the_room(tom)).context.me
        await until(lambda: standing(lee, "Tom Becker") == "guest")
        lee.send(RemovePerson(ref=new_ref(), session=lee.session_id, account=me))
        await tom.sees("You were removed from this lesson")
        await until(lambda: lee.memories[People].is_removed(me))
        lee.send(AllowBack(ref=new_ref(), session=lee.session_id, account=me))
        await until(lambda: not lee.memories[People].is_removed(me))
        await tom.click("Try again")
        await in_the_room(tom)
        await until(lambda: lee.memories[People].is_here(me))  # the same guest, not another


@pytest.mark.rare  # meanwhile relay/stories turns away, removes and lets back
async def test_who_was_put_out_comes_back_at_once_or_when_the_teacher_lets_them(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva")
    kept, others = Kept(), Kept()
    his = await signed_in(tmp_path / "lee", relay, kept, classroom.tokens["Ms Lee"])
    hers = await signed_in(tmp_path / "ana", relay, others, classroom.tokens["Ana Silva"])
    async with program(his, theme, kept) as lee, program(hers, theme, others) as ana:
        for person in (lee, ana):
            await person.click("Join: Energy")
        room, me = (await in_the_room(lee)).context, (await in_the_room(ana)).context.me
        people = room.room.memories[People]

        def choose(label: str) -> None:
            next(action for action in room.panels.person_actions(me) if action.label == label).do()

        await until(lambda: people.is_here(me))
        choose("Send out, may come back")
        await ana.sees("You were removed from this lesson")
        await until(lambda: not room.room.waiting)
        await ana.click("Try again")
        await until(lambda: people.is_here(me))
        choose("Remove from the lesson…")
        await lee.click("Remove")
        await ana.sees("You were removed from this lesson")
        await until(lambda: people.is_removed(me))
        choose("Let come back")
        await until(lambda: not people.is_removed(me))
        await ana.click("Try again")
        await until(lambda: people.is_here(me))


async def test_a_link_that_cannot_be_read_is_told(theme: Theme, tmp_path: Path) -> None:
    async with program(tmp_path / "ana", theme) as ana:
        ana.app.open_link("schoolbell://")
        await ana.sees("This link can't be read")


async def test_a_visitor_goes_and_leaves_nothing_behind(
    relay: RelayProcess, classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    link = await open_by_link(relay, lee, guests=True)
    kept = Kept()
    profile = await signed_in(tmp_path / "lab", relay, kept, "another person's token")
    async with program(profile, theme, kept) as tom:
        await tom.at(SignInPage)  # that token is not good; its owner is still remembered here
        tom.app.open_link(link)
        await give_name(tom)
        await in_the_room(tom)
        stay = tom.app.signed_in
        assert stay is not None
        stay.sign_out()
        await tom.at(ConnectPage)
        await until(lambda: not lee.memories[People].is_here(stay.relay.me.id if stay.relay.me else ""))
    assert "Tom Becker" not in "".join(
        file.read_text("utf-8", "ignore") for file in profile.rglob("*") if file.is_file()
    )


async def signed_in(
    profile: Path, relay: RelayProcess, kept: Kept, token: str, username: str = "lee"
) -> Path:
    """A profile in which somebody has signed in before."""
    await asyncio.to_thread(profile.mkdir)
    known = RememberedRelay(
        host="127.0.0.1",
        port=relay.ready["port"],
        pin=relay.ready["pin"],
        relay_id=relay.ready["relay_id"],
        name="Hill School",
        username=username,
    )
    await kept.put(known.pin, username, token)
    settings = Settings(profile)
    await settings.load()
    settings.remember(known)
    await settings.close()
    return profile


def test_lessons_that_nobody_can_tell_apart_are_one_choice() -> None:
    known, other = (RememberedRelay(host="here", port=1, pin=letter * 52) for letter in "AB")

    def offer(at: RememberedRelay, class_name: str) -> Offer:
        welcome = Welcome(relay_id="", relay_name="", version="1", now=0)
        return Offer(at, welcome, OpenLesson(new_ref(), class_name, "Ms Lee"))

    few = [offer(other, "7B") for _ in range(LESSONS_TRIED)]
    many = [offer(known, "7B"), offer(known, "7C"), offer(known, "7B"), *[offer(known, "8A")] * 2]
    assert tried_at_once([*few, *many]) == few
    assert by_choice([*many, *few]) == [[many[0], many[2]], [many[1]], many[3:], few]
