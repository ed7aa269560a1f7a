"""XMPP as the generator speaks it: anonymous sign-in, a room (MUC), and messages in it. No TLS."""

from tests.bench.load.links import GreetingFailed, Link

HOST, ROOMS = "localhost", "rooms.localhost"
_END = b"</message>"


class XmppLink(Link):
    """A person in a room. Messages are counted by their ends, as no text here contains one."""

    async def greet(self) -> None:
        await self._stream()
        auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>"
        await self._ask(auth, b"<success")
        await self.until(b">")
        await self._stream()
        bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
        await self._ask(bind, b"</iq>")
        room, nick = f"{self.job.rooms[self.room]}@{ROOMS}", f"person-{self.place}"
        join = (
            f"<presence to='{room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'>"
            "<history maxstanzas='0'/></x></presence>"
        )
        if self.place:
            await self._ask(join, _END)
            return
        # The room's first person makes it, and opens it for the others with its usual settings.
        await self._ask(join, b"code='201'", b'code="201"')
        opened = (
            f"<iq type='set' id='open' to='{room}'><query xmlns='http://jabber.org/protocol/muc#owner'>"
            "<x xmlns='jabber:x:data' type='submit'/></query></iq>"
        )
        await self._ask(opened, b"id='open'", b'id="open"')

    async def _stream(self) -> None:
        stream = (
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' "
            f"xmlns:stream='http://etherx.jabber.org/streams' to='{HOST}'>"
        )
        await self._ask(stream, b"</stream:features>")

    async def _ask(self, words: str, *answers: bytes) -> None:
        self.transport.write(words.encode())
        while True:
            for answer in answers:
                if answer in self._early:
                    await self.until(answer)
                    return
            if b"type='error'" in self._early or b"<failure" in self._early or b'type="error"' in self._early:
                raise GreetingFailed(bytes(self._early).decode(errors="replace"))
            await self.wait()

    def say(self, text: bytes) -> bytes:
        self.said += 1
        to = f"{self.job.rooms[self.room]}@{ROOMS}"
        head = f"<message type='groupchat' to='{to}' id='m{self.place:04d}-{self.said:08d}'><body>"
        return head.encode() + text + b"</body></message>"

    def walk(self, begin: int, end: int) -> tuple[int, int]:
        buffer = self.tally.buffer
        messages = buffer.count(_END, begin, end)
        last = buffer.rfind(_END, begin, end)
        rest = last + len(_END) if last >= 0 else begin
        return messages, max(rest, end - len(_END) + 1)
