"""A class that is held from a teacher's own computer is renamed: its server is called so too from then on."""

from pathlib import Path

import pytest

from desktop.pages.sessions import SessionsPage
from desktop.theme import Theme
from relay.protocol.accounts import Done
from relay.protocol.renaming import RenameClass
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.desktop.program import Kept, program

pytestmark = pytest.mark.rare  # meanwhile pages/classes renames one, and pages/sessions shows it


async def test_the_header_and_the_first_page_have_the_new_name(theme: Theme, tmp_path: Path) -> None:
    kept = Kept()
    async with program(tmp_path, theme, kept) as lee:
        await lee.click("Start on this computer")
        lee.fill("Your name", "Ms Lee")
        lee.fill("Name of the class", "Physics 10b")
        await lee.click("Start the class")
        await until(lambda: lee.app.signed_in and lee.app.signed_in.relay.welcome)
        signed_in = lee.app.signed_in
        assert signed_in is not None
        assert signed_in.relay.welcome is not None
        (badge,) = signed_in.relay.welcome.classes
        assert lee.window.header.relay.text() == "Physics 10b"
        command = RenameClass(ref=new_ref(), class_id=badge.id, name="Physics 11b")
        await signed_in.relay.ask(command, Done)
        await until(lambda: lee.window.header.relay.text() == "Physics 11b")
        await until(lambda: [one.name for one in lee.app.settings.now.relays] == ["Physics 11b"])
    async with program(tmp_path, theme, kept) as lee:
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        assert lee.window.header.relay.text() == "Physics 11b", "also of a server that was started anew"
