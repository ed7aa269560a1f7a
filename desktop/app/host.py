"""A class hosted on this computer: the relay as a child process, its teacher signed in without a question."""

import asyncio
import re
import secrets
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.address import DEFAULT_PORT
from desktop.app.visit import SignIn, have_class, sign_in
from desktop.client import RefusedByRelay
from desktop.hosting import RELAY, Hosted, Hosting, HostingFailed
from desktop.settings import RememberedRelay
from relay.protocol.accounts import CODE_USED, MakeFirstTeacher, SignInFirst
from relay.shared.ids import new_ref

USERNAME = "teacher"
"""The account of whoever hosts; made once for each data folder."""
IDLE_SECONDS = 3 * 3600.0
"""So long after the last connection the relay stops by itself."""
CODE_SECONDS = 30.0

_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b")


class Host(QObject):
    """The relay on this computer. Whoever owns its folder is its teacher: no password is asked or kept."""

    ended = Signal(str)
    """"stopped" or "died", without being told to from here."""

    def __init__(
        self,
        folder: Path,
        device_key: Callable[[str], str],
        *,
        command: Sequence[str] = RELAY,
        announces: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        """``device_key``: Settings.device_key; by it her own relay knows the teacher, whatever others try.

        ``announces``: whether a class that is hosted from now on can be found on the network.
        """
        super().__init__(parent)
        self._announces = announces
        self._folder, self._device_key, self._command = folder, device_key, tuple(command)
        self._hosting: Hosting | None = None

    @property
    def hosted(self) -> Hosted | None:
        """The relay that runs here, as far as this program knows."""
        return self._hosting.hosted if self._hosting else None

    async def begin(self, teacher: str, class_name: str) -> tuple[RememberedRelay, str]:
        """Starts the relay or finds it, and gives a token; the class is there afterwards.

        Raises HostingFailed, RefusedByRelay, LineDown and KeyChanged.
        """
        hosted = await self._start(class_name)
        known, token = await self._as_teacher(hosted, class_name, teacher)
        await have_class(known, token, class_name)
        return known, token

    async def come_back(self, known: RememberedRelay, token: str | None) -> tuple[RememberedRelay, str]:
        """Starts the relay again or finds it; `token` is the one that was kept. Raises as `begin`."""
        hosted = await self._start(known.name, known.port)
        if token is not None and hosted.relay_id == known.relay_id:
            return _known(hosted, known.name), token
        return await self._as_teacher(hosted, known.name, known.name)

    def examination(self) -> list[str]:
        """The command that examines this computer and its relay, and tells it as lines of JSON."""
        port = ["--port", str(self.hosted.port)] if self.hosted else []
        return [*self._command, "doctor", "--json", "--data", str(self._folder), *port]

    async def stop(self) -> None:
        """Ends the relay for everybody; raises HostingFailed."""
        if self._hosting is not None:
            await self._hosting.stop()

    def let_go(self) -> None:
        """Leaves the relay running when this program ends."""
        if self._hosting is not None:
            self._hosting.let_go()

    async def _start(self, name: str, port_before: int = DEFAULT_PORT) -> Hosted:
        if self._hosting is not None:
            return await self._hosting.start()
        for port in dict.fromkeys((port_before, DEFAULT_PORT, 0)):  # students come back to the same one
            hosting = Hosting(
                self._folder,
                port=port,
                stop_when_idle=IDLE_SECONDS,
                relay_name=name,
                announce=self._announces(),
                command=self._command,
                parent=self,
            )
            try:
                hosted = await hosting.start()
            except HostingFailed as failed:
                hosting.deleteLater()
                if failed.code == "port_taken" and port:
                    continue
                raise
            hosting.ended.connect(self.ended)
            self._hosting = hosting
            return hosted
        raise AssertionError("any free port is always tried last")

    async def _as_teacher(self, hosted: Hosted, name: str, teacher: str) -> tuple[RememberedRelay, str]:
        password = secrets.token_urlsafe(24)  # the next sign-in takes a code again

        async def signed_in(how: SignIn) -> tuple[RememberedRelay, str]:
            known, reply = await sign_in(_known(hosted, name), how, self._device_key(hosted.pin))
            return msgspec.structs.replace(known, name=name), reply.token

        if hosted.first_teacher:
            first = MakeFirstTeacher(
                ref=new_ref(), secret=hosted.first_teacher, name=teacher, username=USERNAME, password=password
            )
            try:
                return await signed_in(first)
            except RefusedByRelay as refused:
                if (
                    refused.code != CODE_USED.name
                ):  # the relay has run since, and says still what it began with
                    raise
        code = await asyncio.to_thread(self._new_code)
        return await signed_in(SignInFirst(ref=new_ref(), username=USERNAME, code=code, password=password))

    def _new_code(self) -> str:
        """A one-time code, from the relay's own command line: it obeys whoever owns the folder."""
        asked = subprocess.run(
            [*self._command, "new-code", USERNAME, "--data", str(self._folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=CODE_SECONDS,
            check=False,
        )
        found = _CODE.search(asked.stdout)
        if asked.returncode or found is None:
            raise HostingFailed("no_code", asked.stderr.strip())
        return found.group()


def _known(hosted: Hosted, name: str) -> RememberedRelay:
    return RememberedRelay(
        host=hosted.address.host,
        port=hosted.port,
        pin=hosted.pin,
        relay_id=hosted.relay_id,
        name=name,
        username=USERNAME,
        hosted=True,
    )
