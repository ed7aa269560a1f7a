"""A person's own data as a file: all of theirs, nothing of others; an admin asking is noted."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from relay.protocol.chat import PostMessage
from relay.protocol.hands import CallOn, RaiseHand
from relay.protocol.own_data import AT_ONCE, ExportOwnData, OwnData
from relay.protocol.people_admin import DeviceList, ListDevices, SignOutDevices
from relay.protocol.safekeeping import Notes, ReadNotes
from relay.shared.ids import new_ref
from relay.shared.own_data_file import OwnDataFile
from tests.relay.cli.test_cli import command, done
from tests.relay.client import Client, NotAccepted
from tests.relay.inside import school_inside
from tests.relay.joins import come_as_guest
from tests.relay.process import school


async def whole(client: Client, account: str) -> dict[str, Any]:
    """Every part, put together as a file and read again."""
    file, session, after = OwnDataFile(), "", 0
    while True:
        asked = ExportOwnData(ref=new_ref(), account=account, from_session=session, after=after)
        part = await client.ask(asked, OwnData)
        file.add(part)
        session, after = part.next_session, part.next
        if not session:
            made: dict[str, Any] = json.loads(file.content("Hill School", client.welcome.now))
            return made


async def test_all_that_one_wrote_and_nobody_elses_text(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Bob", pace_factor=0, frames_per_second=0) as (
        _,
        made,
    ):
        teacher, ana, bob = await made.teacher(), await made.student("Ana"), await made.student("Bob")
        sessions = [await made.live(teacher, title=title) for title in ("Energy", "Heat")]
        for session in sessions:
            for one in (teacher, ana, bob):
                await one.enter(session)
            await ana.do(PostMessage(ref=new_ref(), session=session, text=f"mine, {session}", private=True))
            await bob.do(PostMessage(ref=new_ref(), session=session, text="Bob's secret"))
            await ana.do(RaiseHand(ref=new_ref(), session=session))
            await teacher.do(CallOn(ref=new_ref(), session=session, account=ana.me.id))
        many = AT_ONCE + 5
        for number in range(many):
            await ana.send(PostMessage(ref=new_ref(), session=sessions[0], text=f"no. {number}"))
        await ana.do(PostMessage(ref=new_ref(), session=sessions[0], text="the last"))
        data = await whole(ana, ana.me.id)
        assert (data["school"], data["account"]["name"], data["classes"]) == (
            "Hill School",
            "Ana",
            ["Physics"],
        )
        assert sorted(lesson["title"] for lesson in data["attendance"]) == ["Energy", "Heat"]
        assert [device["created_at"][:2] for device in data["devices"]] == ["20"]
        written = {lesson["session"]: lesson["events"] for lesson in data["written"]}
        for session in sessions:
            texts = [event["text"] for event in written[session] if event["t"] == "message_posted"]
            assert texts[0] == f"mine, {session}"
            assert [e["t"] for e in written[session]].count("hand_raised") == 1
        assert len([e for e in written[sessions[0]] if e["t"] == "message_posted"]) == many + 2
        assert "Bob" not in json.dumps(data)
        assert "Ms Lee" not in json.dumps(data)
        of_teacher = await whole(teacher, teacher.me.id)
        assert {e["t"] for lesson in of_teacher["written"] for e in lesson["events"]} >= {"called_on"}
        assert "Ana" not in json.dumps(of_teacher)


async def test_who_may_have_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Bob") as (_, made):
        teacher, ana, bob = await made.teacher(), await made.student("Ana"), await made.student("Bob")
        session = await made.live(teacher)
        await teacher.enter(session)
        guest = await come_as_guest(made, teacher, session)
        for asker, account in (
            (bob, ana.me.id),
            (ana, teacher.me.id),
            (guest, guest.me.id),
            (teacher, guest.me.id),
        ):
            with pytest.raises(NotAccepted, match="not_allowed"):
                await whole(asker, account)
        await whole(ana, ana.me.id)
        await whole(teacher, ana.me.id)  # the first teacher is an admin
        notes = (await teacher.ask(ReadNotes(ref=new_ref()), Notes)).notes
        exports = [(note.by, note.account) for note in notes if note.what == "export_own_data"]
        assert exports == [(teacher.me.id, ana.me.id)]


async def test_ones_own_devices_are_listed_and_signed_out(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Bob") as (_, made):
        ana, bob = await made.student("Ana"), await made.student("Bob")
        other = (await made.log_in("ana", device="the lab's")).token
        lab = await made.client(other)
        listed = await ana.ask(ListDevices(ref=new_ref(), account=ana.me.id), DeviceList)
        (there,) = [device for device in listed.devices if device.device == "the lab's"]
        asked = SignOutDevices(ref=new_ref(), account=ana.me.id, devices=[there.id])
        left = await ana.ask(asked, DeviceList)
        assert len(left.devices) == len(listed.devices) - 1
        await lab.socket.wait_closed()
        assert lab.socket.close_code == 4401
        for asked_by_bob in (ListDevices(ref=new_ref(), account=ana.me.id), asked):
            with pytest.raises(NotAccepted, match="not_allowed"):
                await bob.answer(asked_by_bob)
        teacher = await made.teacher()
        notes = (await teacher.ask(ReadNotes(ref=new_ref()), Notes)).notes
        assert "sign_out_devices" not in [note.what for note in notes], "one's own is nobody's affair"


async def test_by_one_command(tmp_path: Path) -> None:
    file = tmp_path / "ana.json"
    async with school(tmp_path / "data", "Ana") as (relay, made):
        ana = await made.student("Ana")
        teacher = await made.teacher()
        session = await made.live(teacher)
        await ana.enter(session)
        await ana.do(PostMessage(ref=new_ref(), session=session, text="by me"))
        out = await done("export-person", "--data", relay.folder, "ana", file)
        assert "2 sayings" not in out
        assert json.loads(file.read_text("utf-8"))["written"][0]["events"][0]["text"] == "by me"
        assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
        assert "already" in (await command("export-person", "--data", relay.folder, "ana", file)).errors
        notes = (await teacher.ask(ReadNotes(ref=new_ref()), Notes)).notes
        assert (notes[0].what, notes[0].account, notes[0].by) == ("export_own_data", ana.me.id, "")
