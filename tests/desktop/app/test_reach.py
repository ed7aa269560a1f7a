"""Known relays that nobody announces: whether they answer where they were, asked without a word."""

from pathlib import Path

from desktop.app.nearby_relays import Neighbours
from desktop.app.reach import KnownRelaysReach
from desktop.pages.connect import ConnectPage
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from tests.desktop.app.test_nearby_relays import liar
from tests.desktop.classroom import until
from tests.desktop.program import program
from tests.ports import lasting_port
from tests.relay.process import RelayProcess


def known_at(port: int, pin: str, name: str = "Westfield") -> RememberedRelay:
    return RememberedRelay(host="127.0.0.1", port=port, pin=pin, relay_id="X", name=name)


async def test_who_answers_with_its_key_is_here_and_all_others_are_away(
    relay: RelayProcess, tmp_path: Path
) -> None:
    settings = Settings(tmp_path)
    reach = KnownRelaysReach(Neighbours(None, settings), settings)
    async with liar(tmp_path / "liar") as other:
        here = known_at(relay.ready["port"], relay.ready["pin"])
        lied, silent = known_at(other.port, "B" * 52), known_at(lasting_port(), "C" * 52)
        settings.change(relays=(here, lied, silent))
        reach.look(True)
        await until(lambda: len(reach.now) == 3)
        assert reach.now == {here.pin: "here", lied.pin: "away", silent.pin: "away"}
        assert other.heard == b""
    await reach.close()
    await settings.close()


async def test_the_first_page_says_which_do_not_answer(
    relay: RelayProcess, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path, theme) as lee:
        page = await lee.at(ConnectPage)
        lee.app.settings.remember(known_at(lasting_port(), "C" * 52, "Elsewhere"))
        lee.app.settings.remember(known_at(relay.ready["port"], relay.ready["pin"]))
        lee.app.sign_in.show_connect()
        page = await lee.at(ConnectPage)
        await lee.sees("Not on this network now")
        await until(lambda: [row.entry.reach for row in page.classes.rows] == ["here", "away"])
        assert [row.title.text() for row in page.classes.rows] == ["Westfield", "Elsewhere"]
