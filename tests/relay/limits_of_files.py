"""Up to the limits of files, and one further. Where a limit is of MB, kB stand for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relay.protocol.files import (
    FILE_MB,
    GUEST_FILES,
    GUEST_MB,
    GUESTS_SHARE_OF_LESSON,
    IMAGE_MEGAPIXELS,
    PART_BYTES,
    PARTS_AT_ONCE,
    SESSION_MB,
    STUDENT_DAY_MB,
    UPLOADS_AT_ONCE,
    FileRefused,
    FileWanted,
    GetPart,
    OfferFile,
    PartComing,
)
from relay.school.files import FILES_MB
from relay.setting import SettingValues
from relay.shared.ids import new_ref
from tests.relay.client import Client
from tests.relay.handing_in import Handing, named, read_part, some_bytes
from tests.relay.inside import code_of, in_lesson, school_inside
from tests.relay.joins import come_as_guest
from tests.relay.sheets import HandOutSheets, sheets_known


@contextmanager
def small() -> Iterator[int]:
    """What a million is now."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("relay.school.files.MB", 1_000)
        patched.setattr("relay.store.queries.files.LEAST_BYTES", 0)
        yield 1_000


async def fill(client: Client, session: str, size: int, seed: int) -> None:
    """Hand in so many bytes, as files that are no larger than one may be."""
    while size:
        some = min(size, FILE_MB * 1_000)
        await Handing(client, session, some_bytes(some, seed)).hand_in()
        size, seed = size - some, seed + 1


async def one_more(client: Client, session: str) -> str:
    return await code_of(Handing(client, session, b"one byte more"[:1]).hand_in())


async def file(folder: Path) -> str:
    with small() as million:
        async with school_inside(folder, "Ana") as (_, made):
            lee, _, session = await in_lesson(made)
            await Handing(lee, session, some_bytes(FILE_MB * million)).hand_in()
            return await code_of(Handing(lee, session, some_bytes(FILE_MB * million + 1)).hand_in())


async def lesson(folder: Path) -> str:
    with small() as million:
        async with school_inside(folder, "Ana") as (_, made):
            lee, ana, session = await in_lesson(made)
            await fill(lee, session, SESSION_MB * million, 0)
            assert await one_more(ana, session) == "no_room"
            return await one_more(lee, session)


async def school(folder: Path) -> str:
    with small() as million:
        async with school_inside(folder, "Ana", of_subjects=SettingValues({FILES_MB.name: 80})) as (_, made):
            lee, ana, session = await in_lesson(made)
            await fill(lee, session, 40 * million, 0)
            other = await made.live(lee)
            await lee.enter(other)
            await fill(lee, other, 40 * million, 0)  # the same bytes take no room
            await fill(ana, session, 40 * million, 100)
            return await one_more(lee, other)


async def guest(folder: Path) -> str:
    with small() as million:
        async with school_inside(folder, "Ana") as (_, made):
            lee, ana, session = await in_lesson(made)
            visitor = await come_as_guest(made, lee, session)
            made.open_clients.append(visitor)
            await visitor.enter(session)
            await fill(visitor, session, GUEST_MB * million, 0)
            await fill(ana, session, GUEST_MB * million + 1, 100)
            return await one_more(visitor, session)


async def guests(folder: Path) -> str:
    with small() as million:
        async with school_inside(folder, "Ana") as (_, made):
            lee, ana, session = await in_lesson(made)
            left, seed = int(GUESTS_SHARE_OF_LESSON * SESSION_MB) * million, 0
            while True:
                visitor = await come_as_guest(made, lee, session)
                made.open_clients.append(visitor)
                await visitor.enter(session)
                some = min(left, GUEST_MB * million)
                if not some:
                    await fill(ana, session, 1, 100)
                    return await one_more(visitor, session)
                await fill(visitor, session, some, seed)
                left, seed = left - some, seed + 1


async def student(folder: Path) -> str:
    with small() as million:
        async with school_inside(folder, "Ana") as (_, made):
            lee, ana, session = await in_lesson(made)
            await fill(ana, session, STUDENT_DAY_MB * million, 0)
            other = await made.live(lee)
            for client in (lee, ana):
                await client.enter(other)
            await fill(lee, other, STUDENT_DAY_MB * million + 1, 100)
            return await one_more(ana, other)


async def number(folder: Path) -> str:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("relay.school.files.TEACHER_FILES", 5)
        patched.setattr("relay.school.files.STUDENT_FILES", 3)
        async with school_inside(folder, "Ana") as (_, made):
            lee, ana, session = await in_lesson(made)
            visitor = await come_as_guest(made, lee, session)
            made.open_clients.append(visitor)
            await visitor.enter(session)
            codes = []
            for client, most in ((lee, 5), (ana, 3), (visitor, GUEST_FILES)):
                for seed in range(most):
                    await Handing(client, session, some_bytes(8, seed)).hand_in()
                codes.append(await one_more(client, session))
            assert len(set(codes)) == 1
            return codes[0]


async def part(folder: Path) -> str:
    with sheets_known():
        async with school_inside(folder, "Ana") as (_, made):
            lee, _, session = await in_lesson(made)
            sheet = await Handing(lee, session, some_bytes(2 * PART_BYTES)).hand_in()
            await lee.do(HandOutSheets(ref=new_ref(), session=session, sheets=[sheet]))
            assert len(await read_part(lee, session, sheet.hash)) == PART_BYTES
            return await code_of(read_part(lee, session, sheet.hash, length=PART_BYTES + 1))


async def parts(folder: Path) -> str:
    with sheets_known(), pytest.MonkeyPatch.context() as patched:
        async with school_inside(folder, "Ana") as (server, made):
            lee, _, session = await in_lesson(made)
            sheet = await Handing(lee, session, some_bytes(PART_BYTES)).hand_in()
            await lee.do(HandOutSheets(ref=new_ref(), session=session, sheets=[sheet]))
            patched.setattr(server.parts, "_turn", lambda: None)  # nothing leaves

            def ask() -> GetPart:
                return GetPart(ref=new_ref(), session=session, file=sheet.hash, length=1, stream=1)

            for _ in range(PARTS_AT_ONCE):
                await lee.ask(ask(), PartComing)
            return await code_of(lee.ask(ask(), PartComing))


def offer(session: str, number: int) -> OfferFile:
    """Of a file that never comes."""
    sheet = named(some_bytes(1, number))
    return OfferFile(ref=new_ref(), session=session, hash=sheet.hash, size=2)


async def uploads(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        for number in range(UPLOADS_AT_ONCE):
            await lee.ask(offer(session, number), FileWanted)
        await ana.ask(offer(session, 100), FileWanted)
        return await code_of(lee.ask(offer(session, 101), FileWanted))


async def uploads_in_all(folder: Path) -> str:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("relay.school.uploads.UPLOADS_IN_ALL", 2)
        async with school_inside(folder, "Ana") as (_, made):
            lee, ana, session = await in_lesson(made)
            for number in range(2):
                await lee.ask(offer(session, number), FileWanted)
            await ana.ask(offer(session, 100), FileWanted)
            await lee.until(lambda: FileRefused(stream=1, code="upload_lost", retry=2.0) in lee.notices)
            code = await code_of(lee.ask(offer(session, 3), FileWanted))
            patched.setattr("relay.school.uploads.KEEPS_PLACE_SECONDS", 0.0)
            await lee.ask(offer(session, 3), FileWanted)
            return code


def webp(width: int, height: int) -> bytes:
    """The beginning of a picture of this size."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + bytes(4) + size
    return b"RIFF" + len(body).to_bytes(4, "little") + body


async def picture(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        await Handing(lee, session, webp(4_000, IMAGE_MEGAPIXELS * 250), kind="webp").hand_in()
        return await code_of(
            Handing(lee, session, webp(4_000, IMAGE_MEGAPIXELS * 250 + 1), kind="webp").hand_in()
        )


TRIES = {
    "file": file,
    "lesson's files": lesson,
    "school's files": school,
    "guest's files": guest,
    "guests' files": guests,
    "student's files": student,
    "number of files": number,
    "part": part,
    "parts": parts,
    "uploads": uploads,
    "uploads in all": uploads_in_all,
    "picture": picture,
}
