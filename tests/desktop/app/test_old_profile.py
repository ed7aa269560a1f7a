"""A profile of an earlier release opens on what it kept, goes on in its lesson, and sends what waited."""

import unicodedata
from pathlib import Path

import msgspec

from desktop.pages.details import DetailsPage
from desktop.pages.sessions import SessionsPage
from desktop.settings import Settings
from desktop.theme import Theme
from relay.protocol.chat import Chat
from tests.desktop.app.test_offline import into_the_room, texts
from tests.desktop.classroom import until
from tests.desktop.program import Kept, program
from tests.old import agrees, an_hour_later, laid, ordered, told
from tests.relay.inside import relay_inside


async def profile_at(folder: Path, port: int) -> tuple[Path, Kept]:
    """Ana's profile, where the relay now listens at this port, and her keyring."""
    profile, kept = laid("profile", folder), Kept()
    settings = Settings(profile)
    await settings.load()
    (known,) = settings.now.relays
    assert known.pin == told()["pin"]
    settings.change(relays=(msgspec.structs.replace(known, port=port),))
    await settings.close()
    await kept.put(known.pin, "ana.silva", told()["tokens"]["Ana Silva"])
    return profile, kept


async def test_an_old_profile_offline_then_online(tmp_path: Path, theme: Theme) -> None:
    live, ended = told()["sessions"]["live"], told()["sessions"]["ended"]
    old_chats = {name: told()["folded"][name]["ana"]["Chat"]["messages"] for name in ("live", "ended")}
    async with relay_inside(laid("data", tmp_path / "data"), an_hour_later()) as (_, school):
        port = school.port
    profile, kept = await profile_at(tmp_path / "profile", port)
    async with program(profile, theme, kept) as ana:
        page = await ana.at(SessionsPage)
        await until(lambda: page.model.session(live) is not None)
        page.details_requested.emit(ended)
        details = await ana.at(DetailsPage)
        await until(lambda: details.model.details is not None)
        assert details.model.details is not None
        assert agrees(ordered(details.model.details.figures), told()["figures"]) == []
        details.parts.choose("chat")
        await until(lambda: details.transcript.state == "ready")
        assert agrees(ordered(details.transcript.messages), old_chats["ended"]) == []
    async with relay_inside(tmp_path / "data", an_hour_later(), port=port) as (_, school):
        teacher = await school.client(told()["tokens"]["teacher"])
        await teacher.enter(live)
        async with program(profile, theme, kept) as ana:
            room = await into_the_room(ana, live)
            before = [m["text"] for m in old_chats["live"] if m["kind"] != "system"]
            await until(lambda: composed(texts(room)) == composed(before + told()["waiting"]))
            now = room.memories[Chat].messages[: len(old_chats["live"])]
            assert agrees(ordered(now), old_chats["live"]) == []
            said = teacher.rooms[live].memories[Chat].messages
            await teacher.until(lambda: said[-1].text == texts(room)[-1])


def composed(said: list[str]) -> list[str]:
    return [unicodedata.normalize("NFC", text) for text in said]
