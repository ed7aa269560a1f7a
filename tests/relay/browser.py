"""A real browser without a window, steered over its DevTools: one page, and what it evaluates."""

import asyncio
import base64
import hashlib
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from websockets.asyncio.client import ClientConnection, connect

from tests.patience import PATIENCE

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
NEEDS_BROWSER = pytest.mark.skipif(not BROWSER, reason="chromium is not installed")
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--remote-debugging-port=0"),
)
SAYS = re.compile(rb"DevTools listening on (ws://\S+)")


class Page:
    """A tab."""

    def __init__(self, devtools: ClientConnection) -> None:
        self._devtools, self._numbers, self._tab = devtools, itertools.count(1), ""

    async def open(self, address: str, script: str) -> None:
        """Load what is there, and run this script in it as the page's own."""
        self._tab = ""
        tab = await self._do("Target.createTarget", url="about:blank")
        attached = await self._do("Target.attachToTarget", targetId=tab["targetId"], flatten=True)
        self._tab = attached["sessionId"]
        went = await self._do("Page.navigate", url=address)
        assert "errorText" not in went, went
        there = f"location.href == {address!r} && document.readyState == 'complete'"
        async with asyncio.timeout(PATIENCE):
            while not await self.evaluate(there):
                await asyncio.sleep(0.01)
        await self.evaluate(script)

    async def evaluate(self, script: str) -> Any:
        """What a script comes to, which may be a promise."""
        done = await self._do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    async def _do(self, method: str, **params: Any) -> Any:
        number = await self._send(method, **params)
        word = await self._until(lambda word: word.get("id") == number)
        assert "error" not in word, word
        return word["result"]

    async def _send(self, method: str, **params: Any) -> int:
        number = next(self._numbers)
        where = {"sessionId": self._tab} if self._tab else {}
        await self._devtools.send(json.dumps({"id": number, "method": method, "params": params} | where))
        return number

    async def _until(self, wanted: Any) -> Any:
        async with asyncio.timeout(PATIENCE):
            while not wanted(word := json.loads(await self._devtools.recv())):
                pass
        return word


@asynccontextmanager
async def browser(certificate: bytes) -> AsyncIterator[Page]:
    """A browser that trusts the key in this certificate (PEM), as after a person has said so."""
    key = x509.load_pem_x509_certificate(certificate).public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    trusted = base64.b64encode(hashlib.sha256(der).digest()).decode()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            BROWSER,
            *OPTIONS,
            f"--user-data-dir={profile}",
            f"--ignore-certificate-errors-spki-list={trusted}",
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stderr is not None
            async with asyncio.timeout(PATIENCE):
                while not (said := SAYS.search(line := await process.stderr.readline())):
                    assert line, "the browser did not start"
            async with connect(said[1].decode(), proxy=None, max_size=None) as devtools:
                yield Page(devtools)
        finally:
            process.terminate()
            await process.communicate()
