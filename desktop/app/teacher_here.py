"""The teacher whose class is hosted on this computer: signed in there without a question."""

import asyncio
import re
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop.app.visit import SignIn, have_class, sign_in
from desktop.client import RefusedByRelay
from desktop.hosting import RELAY, Hosted, HostingFailed
from desktop.settings import RememberedRelay
from relay.protocol.accounts import CODE_USED, MakeFirstTeacher, SignInFirst
from relay.shared.ids import new_ref

USERNAME = "teacher"
"""The account of whoever hosts; made once for each data folder."""
CODE_SECONDS = 30.0

_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b")


class TeacherHere:
    """Whoever owns the relay's folder is its teacher: no password is asked or kept."""

    def __init__(self, folder: Path, device_key: Callable[[str], str]) -> None:
        self._folder, self._device_key = folder, device_key

    async def begin(self, hosted: Hosted, class_name: str, teacher: str) -> tuple[RememberedRelay, str]:
        """At a relay that was started for this class, which is there afterwards."""
        known, token = await self._as_teacher(hosted, class_name, teacher)
        await have_class(known, token, class_name)
        return known, token

    async def come_back(
        self, hosted: Hosted, known: RememberedRelay, token: str | None
    ) -> tuple[RememberedRelay, str]:
        """With the token that was kept, if it is one of this relay."""
        if token is not None and hosted.relay_id == known.relay_id:
            return _known(hosted, known.name), token
        return await self._as_teacher(hosted, known.name, known.name)

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
            [*RELAY, "new-code", USERNAME, "--data", str(self._folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=CODE_SECONDS,
            check=False,
        )
        found = _CODE.search(asked.stdout)
        if asked.returncode or found is None:
            raise HostingFailed("no_teacher", asked.stderr.strip())
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
