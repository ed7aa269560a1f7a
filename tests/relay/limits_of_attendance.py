"""Up to the limits of attendance, and one further."""

from pathlib import Path

from relay.protocol.accounts import Done
from relay.protocol.attendance import DAYS_AT_ONCE, DAYS_OF_ONE, Day, ExcuseDays
from relay.protocol.classes import ClassReply, GetClass
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, school_inside


async def excused_days(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee = await made.teacher()
        told = await lee.ask(GetClass(ref=new_ref(), class_id=made.class_id), ClassReply)

        def excuse(count: int) -> ExcuseDays:
            days = [Day(number, number + 1) for number in range(count)]
            ana = told.school_class.students[0].id
            return ExcuseDays(ref=new_ref(), class_id=made.class_id, account=ana, days=days)

        await lee.ask(excuse(DAYS_AT_ONCE), Done)
        return await code_of(lee.ask(excuse(DAYS_AT_ONCE + 1), Done))


async def excused_days_of_one(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee = await made.teacher()
        told = await lee.ask(GetClass(ref=new_ref(), class_id=made.class_id), ClassReply)
        ana = told.school_class.students[0].id

        def excuse(*numbers: int) -> ExcuseDays:
            days = [Day(number, number + 1) for number in numbers]
            return ExcuseDays(ref=new_ref(), class_id=made.class_id, account=ana, days=days)

        for start in range(0, DAYS_OF_ONE, DAYS_AT_ONCE):
            await lee.ask(excuse(*range(start, min(start + DAYS_AT_ONCE, DAYS_OF_ONE))), Done)
        await lee.ask(excuse(0), Done)  # is excused already, and may be for another reason
        return await code_of(lee.ask(excuse(DAYS_OF_ONE), Done))


TRIES = {"excused days": excused_days, "excused days of one": excused_days_of_one}
