"""Bringing the school up to a roster: tried, carried out as a whole or not at all, nobody removed unasked."""

import time
from typing import Any

import pytest

from relay.protocol.accounts import Account, Done, LoggedIn, SignInFirst
from relay.protocol.admin import AddTeacher
from relay.protocol.classes import ClassReply, GetClass, SchoolClass
from relay.protocol.people_admin import (
    MOST_PEOPLE,
    BringUpRoster,
    HandInRoster,
    ListPeople,
    PeopleList,
    RemoveStudents,
    RosterOutcome,
    RosterPerson,
    RosterPlan,
)
from relay.school import OWNER, Member
from relay.school.planning import SchoolAsItIs, plan_roster
from relay.school.roster_uploads import KEPT_SECONDS, MOST, RosterUploads
from relay.shared.ids import new_ref
from relay.store.queries.joining import LessonPass
from tests.relay.schoolhouse import PASSWORD, SchoolHouse


def student(name: str, username: str = "", *classes: str, **more: Any) -> RosterPerson:
    return RosterPerson(name, 0, username, "student", list(classes), **more)


def roster(*people: RosterPerson, **more: Any) -> BringUpRoster:
    return BringUpRoster(ref=new_ref(), roster=new_ref(), size=len(people), people=list(people), **more)


async def plan(house: SchoolHouse, command: BringUpRoster, asker: Member = OWNER) -> RosterPlan:
    return await house.ask(asker, command, RosterPlan)


def told(reply: RosterPlan) -> list[tuple[int, str, str]]:
    return [(outcome.place, outcome.what, outcome.username) for outcome in reply.outcomes]


async def got(house: SchoolHouse, class_id: str, asker: Member = OWNER) -> SchoolClass:
    return (await house.ask(asker, GetClass(ref=new_ref(), class_id=class_id), ClassReply)).school_class


async def names(house: SchoolHouse, class_id: str) -> list[str]:
    return [one.name for one in (await got(house, class_id)).students]


async def test_an_import_makes_people_and_doing_it_again_changes_nothing(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", ["Old Hand"])
    people = [
        student("Ana Silva", "", "7B"),
        student("Cy", "cy.x"),
        student("Old Hand", "", "7b", "8a"),
        student("Dan"),
    ]
    await house.school_class(bo, "8a")
    first = await plan(house, roster(*people))
    assert told(first) == [
        (0, "new", "ana.silva"),
        (1, "new", "cy.x"),
        (2, "changed", "old.hand"),
        (3, "new", "dan"),
    ]
    assert [bool(outcome.code) for outcome in first.outcomes] == [True, True, False, True]
    assert (first.done, first.new, first.changed, first.same) == (True, 3, 1, 0)
    code = first.outcomes[0].code
    sign_in = SignInFirst(ref=new_ref(), username="ana.silva", code=code, password=PASSWORD)
    assert (await house.ask(None, sign_in, LoggedIn)).you.role == "student"
    again = await plan(house, roster(*people))
    assert (again.outcomes, again.same, again.leavers) == ([], 4, [])
    assert await names(house, seven.id) == ["Ana Silva", "Old Hand"]


async def test_an_import_renames_and_adds_and_proposes_who_is_gone(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven, eight = await house.school_class(bo, "7b", ["Ana"]), await house.school_class(bo, "8a", ["Eve"])
    reply = await plan(house, roster(student("Ana Lima", "ana", "8a")))
    assert reply.outcomes == [RosterOutcome(0, "changed", "ana", was="Ana", joins=["8a"])]
    assert [(one.school_class, one.account.name) for one in reply.leavers] == [("8a", "Eve")]
    assert await names(house, seven.id) == ["Ana Lima"], (
        "a class that the roster does not name stays as it is"
    )
    assert await names(house, eight.id) == ["Ana Lima", "Eve"]
    part = await plan(house, roster(student("Ana Lima", "ana", "8a"), whole=False))
    assert part.leavers == []
    leaver = reply.leavers[0]
    gone = RemoveStudents(ref=new_ref(), class_id=leaver.class_id, accounts=[leaver.account.id])
    await house.ask(bo, gone, Done)
    assert await names(house, eight.id) == ["Ana Lima"]
    gone.ref = new_ref()
    assert await house.refused(bo, gone) == "not_found"


async def test_a_roster_may_say_itself_who_goes(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    await house.school_class(bo, "7b", ["Ana", "Cy", "Dan"])
    people = [student("Ana", "ana", leaves=["7b"]), student("Nobody", "nobody", leaves=["7b"])]
    reply = await plan(house, roster(*people, whole=False))
    assert (reply.done, reply.new, reply.same) == (True, 0, 2)
    assert [(one.school_class, one.account.name) for one in reply.leavers] == [("7b", "Ana")]


async def test_a_dry_run_tells_the_truth_and_changes_nothing(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b")
    people = [student("Ana", "", "7b"), student("Ana", "", "7b", "9z"), student("Cy")]
    tried = await plan(house, roster(*people, make_classes=True, dry_run=True))
    assert await names(house, seven.id) == []
    assert tried.made_classes == ["9z"]
    done = await plan(house, roster(*people, make_classes=True))
    assert (tried.done, done.done) == (False, True)
    assert told(tried) == told(done) == [(0, "new", "ana"), (1, "new", "ana2"), (2, "new", "cy")]
    assert [outcome.code for outcome in tried.outcomes] == [""] * 3
    assert done.made_classes == ["9z"]


@pytest.mark.parametrize(
    ("bad", "problem", "about"),
    [
        (student(" "), "no_name", " "),
        (student("x" * 101), "name_too_long", "x" * 100),
        (student("Cy", "", "9z"), "no_class", "9z"),
        (student("Cy", "bo"), "other_role", "bo"),
        (student("Cy", "a b"), "bad_username", "a b"),
        (student("Ana", "ANA", "7b"), "twice", "ana"),
        (student("Cy", "", "twice"), "which_class", "twice"),
        (student("Cy", "", "y" * 101), "bad_class", "y" * 100),
    ],
)
async def test_a_bad_line_is_told_of_and_stops_the_whole(
    house: SchoolHouse, bad: RosterPerson, problem: str, about: str
) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b")
    for _ in range(2):
        await house.school_class(bo, "twice")
    reply = await plan(house, roster(student("Ana", "ana", "7b"), bad))
    assert (reply.done, reply.refused) == (False, 1)
    assert (reply.outcomes[1].problem, reply.outcomes[1].about) == (problem, about)
    assert await names(house, seven.id) == []


async def test_the_other_lines_can_be_brought_in(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", ["Ana", "Cy", "Eve"])
    people = [
        student("Ana", "", "7b"),
        student("x" * 500, "cy", "7b"),
        student("Dan", "a b", "7b"),
        student("Fay", "", "7b"),
    ]
    tried = await plan(house, roster(*people, skip_refused=True, dry_run=True))
    assert (tried.done, tried.new, tried.refused) == (False, 1, 2)
    done = await plan(house, roster(*people, skip_refused=True))
    assert (done.done, done.new, done.same, done.refused) == (True, 1, 1, 2)
    assert [(o.place, o.what, o.problem) for o in done.outcomes] == [
        (1, "refused", "name_too_long"),
        (2, "refused", "bad_username"),
        (3, "new", ""),
    ]
    assert done.leavers == [], "who a bad line speaks of is not known, so nobody is missing"
    assert await names(house, seven.id) == ["Ana", "Cy", "Eve", "Fay"]


ALIKE = [
    ("Zoë", "Zoe"),
    ("Günter", "Gunter"),
    ("Ana Silva", "Silva Ana"),
    ("Bo Ek", "bo ek"),
    ("Åsa-Mi", "Asa Mi"),
]


@pytest.mark.parametrize("turned", [False, True])
async def test_nobody_gets_the_account_of_whom_they_are_only_like(house: SchoolHouse, turned: bool) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", [name for pair in ALIKE for name in pair])
    people = [student(name, "", "7b") for pair in ALIKE for name in (reversed(pair) if turned else pair)]
    done = await plan(house, roster(*people))
    assert (done.done, done.same, done.outcomes, done.leavers) == (True, 10, [], [])
    assert {s.id: s.name for s in (await got(house, seven.id)).students} == {
        s.id: s.name for s in seven.students
    }


@pytest.mark.parametrize("pair", ALIKE)
async def test_who_is_only_like_somebody_is_a_question(house: SchoolHouse, pair: tuple[str, str]) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", [pair[0], "Cy"])
    known = next(s for s in seven.students if s.name == pair[0])
    asked = await plan(house, roster(student(pair[1], "", "7b"), student("Cy", "", "7b")))
    assert (asked.done, asked.refused) == (False, 1)
    assert [account.id for account in asked.outcomes[0].alike] == [known.id]
    assert asked.leavers == [], "perhaps it is they"
    both = [student(pair[1], "", "7b"), student(pair[0], "", "7b"), student("Cy", "", "7b")]
    both_there = await plan(house, roster(*both, dry_run=True))
    assert told(both_there) == [(0, "new", both_there.outcomes[0].username)], (
        "the list itself tells them apart"
    )
    other = await plan(house, roster(student(pair[1], "", "7b", means="new"), dry_run=True))
    assert other.outcomes[0].what == "new"
    assert known.id in [one.account.id for one in other.leavers]
    same = await plan(house, roster(student(pair[1], "", "7b", means=known.id), student("Cy", "", "7b")))
    assert same.outcomes == [RosterOutcome(0, "changed", known.username, was=pair[0])]
    stranger = await house.school_class(bo, "8a", ["Max"])
    wrong = student("Fay", "", "7b", means=stranger.students[0].id)
    assert (await plan(house, roster(wrong))).outcomes[0].problem == "not_yours"


async def test_of_two_of_one_name_it_is_asked_who_is_meant(house: SchoolHouse) -> None:
    """Neither the class of another teacher, nor leaving, falls to whichever account comes first."""
    bo, other = await house.teacher("Bo"), await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", ["Ana Silva", "Ana Silva"])
    first, second = [s.id for s in (await got(house, seven.id)).students]
    one = student("Ana Silva", "", "7b")
    asked = await plan(house, roster(one, dry_run=True))
    assert {account.id for account in asked.outcomes[0].alike} == {first, second}
    assert asked.leavers == []
    both = await plan(house, roster(one, one, dry_run=True))
    assert (both.same, both.outcomes, both.leavers) == (2, [], [])
    chosen = await plan(house, roster(student("Ana Silva", "", "7b", means=second), dry_run=True))
    assert [leaver.account.id for leaver in chosen.leavers] == [first]
    for role in ("student", "teacher"):
        eight = await house.school_class(bo, f"8 {role}", ["Ana Silva"] if role == "student" else [])
        line = RosterPerson("Bo" if role == "teacher" else "Ana Silva", 0, "", role, ["7b", eight.name])
        asked = await plan(house, roster(line, dry_run=True))
        assert asked.refused == 1, role
    assert {account.id for account in asked.outcomes[0].alike} == {bo.account.id, other.account.id}


async def test_a_class_is_the_one_of_exactly_that_name(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    for name in ("7a", "7A", "7и"):
        await house.school_class(bo, name)
    people = [student(f"Ana {c}", "", c) for c in ("7a", "7A", "7й", "8и", "8й")]
    done = await plan(house, roster(*people, make_classes=True))
    assert [outcome.joins for outcome in done.outcomes] == [["7a"], ["7A"], ["7й"], ["8и"], ["8й"]]
    assert done.made_classes == ["7й", "8и", "8й"]


async def test_a_given_user_name_is_nobody_elses(house: SchoolHouse) -> None:
    for people in (
        [student("Ana Silva"), student("Ana Silva", "ana.silva")],
        [student("Ana Silva", "ana.silva"), student("Ana Silva")],
    ):
        made = await plan(house, roster(*people, dry_run=True))
        assert {outcome.username for outcome in made.outcomes} == {"ana.silva", "ana.silva2"}


async def test_names_in_any_script_have_a_user_name_to_type(
    house: SchoolHouse,
) -> None:
    bo = await house.teacher("Bo")
    await house.school_class(bo, "10B")
    people = [
        student("محمد", "", "10B"),
        student("李雷", "", "10B"),
        student("😀"),
        student("Иван", "", "10B"),
    ]
    made = await plan(house, roster(*people, dry_run=True))
    assert [o.username for o in made.outcomes] == ["10b-1", "10b-2", "student-1", "ivan"]
    pasted = await house.school_class(bo, "9C", ["محمد", "Zoë", "Zoe", "zoe"])
    assert sorted(s.username for s in pasted.students) == ["9c-1", "zoe", "zoe2", "zoe3"]


async def test_teachers_come_by_roster_too_but_never_as_admins(house: SchoolHouse) -> None:
    lee = RosterPerson("Min Lee", 0, "lee", "teacher", ["7b"])
    reply = await plan(house, roster(lee, student("Ana", "", "7b"), make_classes=True))
    assert [outcome.what for outcome in reply.outcomes] == ["new", "new"]
    people = (await house.ask(OWNER, ListPeople(ref=new_ref()), PeopleList)).people
    assert [(p.account.name, p.account.role) for p in people] == [("Ana", "student"), ("Min Lee", "teacher")]
    admin = await house.admin()
    same = await plan(house, roster(RosterPerson("Ada Admin", 0, "ada", "teacher", ["7b"])))
    assert same.outcomes[0].joins == ["7b"]
    people = (await house.ask(admin, ListPeople(ref=new_ref(), find="ada"), PeopleList)).people
    assert [person.account.role for person in people] == ["admin"]


async def test_a_teacher_brings_up_the_classes_they_teach_and_nothing_else(house: SchoolHouse) -> None:
    bo, cy = await house.teacher("Bo"), await house.teacher("Cy")
    seven = await house.school_class(bo, "7b", ["Ana"])
    theirs = await house.school_class(cy, "8a", ["Eve"])
    people = [
        student("Ana Lima", "ana", "7b"),
        student("Eve", "eve", "7b"),
        student("Max", "", "8a"),
        student("Zoe"),
        RosterPerson("New Teacher", 0, "", "teacher", ["7b"]),
    ]
    reply = await plan(house, roster(*people), bo)
    assert [(o.what, o.problem) for o in reply.outcomes] == [
        ("changed", ""),
        ("refused", "not_yours"),
        ("refused", "not_yours"),
        ("refused", "no_class"),
        ("refused", "not_yours"),
    ]
    assert not reply.done
    made = await plan(house, roster(student("Max", "", "9c"), make_classes=True), bo)
    assert (made.done, made.made_classes) == (True, ["9c"])
    mine = (await house.ask(bo, ListPeople(ref=new_ref()), PeopleList)).people
    assert [p.account.name for p in mine] == ["Ana", "Max"]
    assert await names(house, seven.id) == ["Ana"]
    assert await names(house, theirs.id) == ["Eve"]


async def test_a_large_roster_is_handed_in_by_parts(house: SchoolHouse) -> None:
    admin = await house.admin()
    await house.school_class(await house.teacher("Bo"), "7b")
    name, people = new_ref(), [student(f"Student {n}", f"s{n}", "7b") for n in range(450)]
    for first in (0, 200, 200):
        part = HandInRoster(ref=new_ref(), roster=name, first=first, people=people[first : first + 200])
        await house.ask(admin, part, Done)
    missing = HandInRoster(ref=new_ref(), roster=name, first=401, people=people[401:])
    assert await house.refused(admin, missing) == "roster_gone"
    whole = BringUpRoster(ref=new_ref(), roster=name, size=450, people=people[400:], dry_run=True)
    assert (await plan(house, whole, admin)).new == 450
    short = BringUpRoster(ref=new_ref(), roster=name, size=450, people=people[401:])
    assert await house.refused(admin, short) == "roster_gone"
    other = BringUpRoster(ref=new_ref(), roster=name, size=450, people=people[400:])
    assert await house.refused(await house.teacher("Cy"), other) == "roster_gone"
    many = HandInRoster(ref=new_ref(), roster=name, first=400, people=people * 11)
    assert await house.refused(admin, many) == "too_long"
    done = await plan(house, BringUpRoster(ref=new_ref(), roster=name, size=450, people=people[400:]), admin)
    assert (done.done, done.new) == (True, 450)
    house.clock.seconds += KEPT_SECONDS
    again = BringUpRoster(ref=done.ref, roster=name, size=450, people=people[400:])
    assert (await plan(house, again, admin)).new == 450, "what was done is told again, whatever is still kept"
    late = BringUpRoster(ref=new_ref(), roster=name, size=450, people=people[400:])
    assert await house.refused(admin, late) == "roster_gone"


def test_no_more_rosters_are_kept_than_there_is_room_for() -> None:
    kept = RosterUploads(lambda: 0.0)
    for number in range(MOST + 1):
        kept.put(str(number), "r", [student("Ana")])
    assert kept.get("0", "r") == []
    assert kept.get(str(MOST), "r") == [student("Ana")]
    assert kept.get(str(MOST), "another") == []


async def test_asking_again_with_the_same_ref_tells_no_codes_and_does_nothing(house: SchoolHouse) -> None:
    command = roster(student("Ana"))
    first, again = await plan(house, command), await plan(house, command)
    assert first.outcomes[0].code
    assert (again.done, again.new, again.outcomes) == (True, 1, [])


async def test_those_who_come_into_a_class_are_told_of_its_sessions(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b")
    session = await house.session(bo, seven.id)
    house.changes.clear()
    await plan(house, roster(student("Ana", "", "7b")))
    ana = (await got(house, seven.id)).students[0].id
    assert [(change[1], change[3]) for change in house.changes] == [(session.id, frozenset({ana}))]


def test_the_largest_roster_is_planned_in_a_moment() -> None:
    """Nothing in it grows with the square of the school."""
    admin = Account("", "", "admin")
    people = [
        student(f"Student {n}", "", f"Class {n % 200}", f"Course {n % 300}") for n in range(MOST_PEOPLE)
    ]
    begun = time.thread_time()  # of this thread: other programs do not count
    made = plan_roster(SchoolAsItIs([], [], {}), admin, people, make_classes=True, whole=True)
    took = time.thread_time() - begun
    assert made.count("new") == MOST_PEOPLE
    assert len(made.classes) == 500
    assert took < 3, f"{took:.2f} s"


async def test_a_teacher_made_meanwhile_is_seen(house: SchoolHouse) -> None:
    people = [student("Ana", "ana")]
    assert (await plan(house, roster(*people, dry_run=True))).new == 1
    await house.school.answer(OWNER, AddTeacher(ref=new_ref(), name="Ana", username="ana"))
    late = await plan(house, roster(*people))
    assert (late.done, late.outcomes[0].problem) == (False, "other_role")


async def test_a_roster_that_was_stopped_can_be_carried_out_later_with_the_same_ref(
    house: SchoolHouse,
) -> None:
    command = roster(student("Ana", "", "7b"))
    assert not (await plan(house, command)).done
    await house.school_class(await house.teacher("Bo"), "7b")
    assert (await plan(house, command)).done


async def test_guests_and_the_erased_are_nobody_of_the_school(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo")
    seven = await house.school_class(bo, "7b", ["Ana", "Cy"])
    ana = seven.students[0].id
    guest = Account(new_ref(), "Gus", "student", f"lesson:{new_ref().lower()}")

    def arrange() -> None:
        house.store.accounts.add(guest, 1)
        house.store.joining.add(guest.id, LessonPass(new_ref(), "guest"), 1)
        house.store.erasing.erase_elsewhere(ana, set(), 1)
        house.store.erasing.erase_account(ana)

    await house.store.write(arrange)
    people = (await house.ask(OWNER, ListPeople(ref=new_ref()), PeopleList)).people
    assert [person.account.name for person in people] == ["Bo", "Cy"]
    made = await plan(house, roster(student("Gus"), student("Cy", "cy", "7b"), dry_run=True))
    assert [(o.what, o.username) for o in made.outcomes] == [("new", "gus")]
    assert made.leavers == []
    for reserved in (guest.username, f"erased.{ana.lower()}"):
        taken = await plan(house, roster(student("Gus", reserved), dry_run=True))
        assert taken.outcomes[0].problem == "bad_username"
