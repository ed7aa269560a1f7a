"""MQTT 3.1.1 as the generator speaks it: connect, subscribe, publish, and acknowledge at QoS 1."""

from typing import ClassVar

from tests.bench.load.links import GreetingFailed, Link

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90
KEEP_ALIVE_SECONDS = 0
"""No pings: a step is short."""


def packet(kind: int, rest: bytes) -> bytes:
    """A packet with its length in front."""
    size, length = len(rest), bytearray()
    while True:
        size, seven = divmod(size, 128)
        length.append(seven | (0x80 if size else 0))
        if not size:
            return bytes((kind,)) + bytes(length) + rest


def string(text: str) -> bytes:
    """A text as MQTT writes it."""
    return len(text.encode()).to_bytes(2, "big") + text.encode()


class MqttLink(Link):
    """QoS 0: sent once, and forgotten."""

    quality: ClassVar[int] = 0

    async def greet(self) -> None:
        name = f"bench-{self.room}-{self.place}"
        clean_session = b"\x02"
        hello = (
            string("MQTT") + b"\x04" + clean_session + KEEP_ALIVE_SECONDS.to_bytes(2, "big") + string(name)
        )
        self.transport.write(packet(CONNECT, hello))
        answer = await self.need(4)
        if answer[0] != CONNACK or answer[3]:
            raise GreetingFailed(f"not connected: {answer.hex()}")
        topic = string(self.job.rooms[self.room])
        self.transport.write(packet(SUBSCRIBE, b"\0\1" + topic + bytes((self.quality,))))
        answer = await self.need(5)
        if answer[0] != SUBACK or answer[4] != self.quality:
            raise GreetingFailed(f"not subscribed: {answer.hex()}")

    def say(self, text: bytes) -> bytes:
        topic = string(self.job.rooms[self.room])
        if not self.quality:
            return packet(PUBLISH, topic + text)
        self.said = self.said % 65_535 + 1
        return packet(PUBLISH | 2, topic + self.said.to_bytes(2, "big") + text)

    def walk(self, begin: int, end: int) -> tuple[int, int]:
        buffer, place, messages = self.tally.buffer, begin, 0
        answers: list[bytes] = []
        while place + 2 <= end:
            size, head = buffer[place + 1], 2
            if size > 127:
                if place + 3 > end:
                    break
                size, head = (size & 127) + (buffer[place + 2] << 7), 3
            kind = buffer[place]
            if kind & 0xF0 == PUBLISH:
                if kind & 6:
                    first = place + head
                    number = first + 2 + (buffer[first] << 8) + buffer[first + 1] if first + 2 <= end else end
                    if number + 2 > end:
                        break
                    answers.append(b"\x40\x02" + buffer[number : number + 2])
                messages += 1
            place += head + size
        if answers:
            self.transport.write(b"".join(answers))
        return messages, place


class MqttLink1(MqttLink):
    """QoS 1: each delivery is acknowledged by the reader."""

    quality: ClassVar[int] = 1
