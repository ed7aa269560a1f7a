"""Bringing the school up to a roster: handed in, tried, carried out as a whole or not at all."""

import msgspec

from relay.protocol.accounts import Done
from relay.protocol.base import MOST_CLASSES, Reply
from relay.protocol.people_admin import (
    MOST_PEOPLE,
    ROSTER_GONE,
    BringUpRoster,
    HandInRoster,
    RemoveStudents,
    RosterPlan,
)
from relay.protocol.refusals import NOT_FOUND, TOO_LONG, Refusal
from relay.school.authorising import Who
from relay.school.planning import Plan, SchoolAsItIs, plan_roster
from relay.school.renaming import give_names
from relay.school.requests import AfterCommit, Request, handles, writes
from relay.school.secrets import CODE_MS, code_hash, new_code
from relay.store import Store


@handles(HandInRoster, Who.TEACHERS)
async def hand_in_roster(request: Request[HandInRoster]) -> Reply:
    """Keeps a part in memory alone: nothing of the school changes."""
    command, keep = request.command, request.office.handed_in
    await request.authorise()
    before = keep.get(request.account.id, command.roster)
    if command.first > len(before):
        raise Refusal(ROSTER_GONE)
    people = before[: command.first] + command.people
    if len(people) > MOST_PEOPLE:
        raise Refusal(TOO_LONG, detail="roster")
    keep.put(request.account.id, command.roster, people)
    return Done(ref=command.ref)


@handles(BringUpRoster, Who.TEACHERS, noted=True)
async def bring_up_roster(request: Request[BringUpRoster]) -> Reply:
    """The same plan for a dry run and for the thing itself; any line that can't be carried out stops it,
    unless it is to be left out.
    """
    command, store, asker = request.command, request.store, request.account
    handed_in = request.office.handed_in.get(asker.id, command.roster)
    people = handed_in[: max(0, command.size - len(command.people))] + command.people

    def look() -> SchoolAsItIs:
        if len(people) != command.size:
            raise Refusal(ROSTER_GONE)
        return SchoolAsItIs(store.accounts.everybody(), store.classes.every(), store.classes.parts())

    def plan(school: SchoolAsItIs) -> Plan:
        return plan_roster(school, asker, people, make_classes=command.make_classes, whole=command.whole)

    def prepare() -> tuple[SchoolAsItIs, Plan, dict[str, str]] | None:
        if request.earlier() is not None:
            return None
        school = look()
        made = plan(school)
        return school, made, {account.username: new_code() for account in made.accounts}

    # Planned beside the writer, which only sees whether the school is still the same: no lesson waits for it.
    prepared = await request.read(prepare)
    if command.dry_run and prepared is not None:
        return _told(command, prepared[1], done=False)

    def bring_up() -> RosterPlan:
        school, made, codes = prepared or (None, Plan(), {})
        found = look()
        current = made if found == school else plan(found)
        if current.count("refused") and not command.skip_refused:
            raise _InTheWay(current)
        given = _carry_out(store, request.after_commit, current, codes, request.now())
        for outcome in current.outcomes:
            outcome.account, outcome.code = given.get(outcome.username, ("", ""))
        joined: dict[str, set[str]] = {}
        for school_class, account in current.parts:
            joined.setdefault(school_class, set()).add(account)
        for school_class, accounts in joined.items():
            request.tell_of_class(school_class, accounts)
        return _told(command, current, done=True)

    try:
        return await request.write(bring_up, kept=_without_codes)
    except _InTheWay as lines:
        return _told(command, lines.plan, done=False)


class _InTheWay(Exception):
    """Lines that can't be carried out: nothing is written, and no answer is kept."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def _carry_out(
    store: Store, after_commit: AfterCommit, plan: Plan, codes: dict[str, str], now: int
) -> dict[str, tuple[str, str]]:
    """Write what was planned; returns account and code of those who are new, by user name."""
    given = {a.username: (a.id, codes.get(a.username) or new_code()) for a in plan.accounts}
    coded = [(a, code_hash(given[a.username][1], a.id)) for a in plan.accounts]
    store.accounts.add_many(coded, now, now + CODE_MS)
    give_names(store, after_commit, dict(plan.renamed))
    for badge in plan.classes:
        store.classes.add(badge, now)
    store.classes.put_many([(c, account, part) for (c, account), part in plan.parts.items()], now)
    return given


def _told(command: BringUpRoster, plan: Plan, *, done: bool) -> RosterPlan:
    return RosterPlan(
        ref=command.ref,
        done=done,
        new=plan.count("new"),
        changed=plan.count("changed"),
        same=plan.same,
        refused=plan.count("refused"),
        outcomes=plan.outcomes,
        made_classes=[badge.name for badge in plan.classes[:MOST_CLASSES]],
        leavers=plan.leavers[:MOST_PEOPLE],
    )


def _without_codes(reply: RosterPlan) -> RosterPlan:
    """What is kept: asked again, that it was done and how much; codes can be made anew."""
    return msgspec.structs.replace(reply, outcomes=[], made_classes=[], leavers=[])


@writes(RemoveStudents, Who.CLASS_TEACHERS, noted=True)
def remove_students(request: Request[RemoveStudents]) -> Done:
    """Takes students out of a class, all at once; those who are not in it (any more) are passed over."""
    command, store = request.command, request.store
    badge = request.teach(command.class_id)
    gone = {account for account in command.accounts if store.classes.take_out(badge.id, account)}
    if command.accounts and not gone:
        raise Refusal(NOT_FOUND)
    for account in gone:
        store.joining.void_personal(account)
    request.tell_of_class(badge.id, gone)
    return Done(ref=command.ref)
