"""Up to the limits of attendance, and one further."""

from pathlib import Path

from relay.protocol.accounts import Done
from relay.protocol.attendance import DAYS_AT_ONCE, Day, ExcuseDays
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


TRIES = {"excused days": excused_days}
