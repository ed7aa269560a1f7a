"""Personal passes: made for a class, used once, for a time, and revoked."""

import pytest
from msgspec.structs import replace

from relay.protocol.accounts import ChangePassword, Done, LoggedIn
from relay.protocol.classes import ClassReply, RemoveStudent
from relay.protocol.joining import (
    MakePasses,
    PassesMade,
    RevokePasses,
    SignInWithPass,
)
from relay.protocol.people_admin import PasswordsReset, ResetPasswords
from relay.shared.ids import new_ref
from tests.relay.doorstep import Doorstep
from tests.relay.schoolhouse import PASSWORD, student_account

pytestmark = pytest.mark.asyncio


class TestPersonalPasses:
    async def make(self, door: Doorstep, *accounts: str, minutes: int = 10) -> PassesMade:
        command = MakePasses(
            ref=new_ref(), class_id=door.school_class.id, accounts=list(accounts), minutes=minutes
        )
        return await door.house.ask(door.teacher, command, PassesMade)

    def use(self, secret: str) -> SignInWithPass:
        return SignInWithPass(ref=new_ref(), secret=secret, device="Lab PC")

    async def test_signs_in_as_that_student_once(self, door: Doorstep) -> None:
        made = await self.make(door)
        assert [each.name for each in made.passes] == ["Ana Silva", "Tom Sawyer", "Zoë Ng"]
        use = self.use(made.passes[0].secret)
        first = await door.visitor().ask(use, LoggedIn)
        assert first.you == student_account(door.school_class, "Ana Silva")
        assert (await door.house.asker(first.token)).device == "Lab PC"
        again = await door.visitor().ask(use, LoggedIn)
        assert again.you == first.you, "the very same command: its answer may have been lost"
        device = replace(use, device_key="k" * 32)
        tokens = [(await door.visitor().ask(device, LoggedIn)).token for _ in range(5)]
        good = [bool(await door.house.school.account_of(token)) for token in tokens]
        assert good == [False] * 4 + [True]
        assert await door.house.refused(None, self.use(made.passes[0].secret)) == "pass_not_good"
        door.house.clock.seconds += 121
        assert await door.house.refused(None, use) == "pass_not_good"

    async def test_ends_after_its_time(self, door: Doorstep) -> None:
        made = await self.make(door, minutes=10)
        assert made.expires_at == door.house.clock.now() + 600_000
        door.house.clock.seconds += 600
        assert await door.house.refused(None, self.use(made.passes[0].secret)) == "pass_not_good"

    async def test_until_revoked(self, door: Doorstep) -> None:
        made = await self.make(door, minutes=0)
        door.house.clock.seconds += 24 * 3600
        ana, tom, _ = made.passes
        revoke = RevokePasses(ref=new_ref(), class_id=door.school_class.id, accounts=[ana.account])
        await door.house.ask(door.teacher, revoke, Done)
        assert await door.house.refused(None, self.use(ana.secret)) == "pass_not_good"
        await door.visitor().ask(self.use(tom.secret), LoggedIn)

    async def test_goes_with_what_else_opened_the_account(self, door: Doorstep) -> None:
        """A reset that voids everything at once, another password, leaving the class."""
        ana, tom, zoe = (await self.make(door, minutes=0)).passes
        student = next(s for s in door.school_class.students if s.id == tom.account)
        signed_in = await door.house.signed_in(student.username, student.code)
        reset = ResetPasswords(ref=new_ref(), accounts=[ana.account], at_once=True)
        await door.house.ask(door.teacher, reset, PasswordsReset)
        change = ChangePassword(ref=new_ref(), old=PASSWORD, new="another long password")
        await door.house.ask(signed_in, change, Done)
        remove = RemoveStudent(ref=new_ref(), class_id=door.school_class.id, account=zoe.account)
        await door.house.ask(door.teacher, remove, ClassReply)
        for void in (ana, tom, zoe):
            assert await door.house.refused(None, self.use(void.secret)) == "pass_not_good"

    async def test_a_new_one_voids_the_old(self, door: Doorstep) -> None:
        old = (await self.make(door)).passes[0]
        new = (await self.make(door, old.account)).passes[0]
        assert await door.house.refused(None, self.use(old.secret)) == "pass_not_good"
        await door.visitor().ask(self.use(new.secret), LoggedIn)

    async def test_told_once(self, door: Doorstep) -> None:
        command = MakePasses(ref=new_ref(), class_id=door.school_class.id)
        first = await door.house.ask(door.teacher, command, PassesMade)
        again = await door.house.ask(door.teacher, command, PassesMade)
        assert [each.secret for each in again.passes] == ["", "", ""]
        await door.visitor().ask(self.use(first.passes[0].secret), LoggedIn)
        assert await door.house.refused(None, self.use("x")) == "pass_not_good"

    async def test_only_for_ones_own_class(self, door: Doorstep) -> None:
        for asker, code in ((door.other_teacher, "not_found"), (await door.come("Ana Silva"), "not_allowed")):
            for kind in (MakePasses, RevokePasses):
                command = kind(ref=new_ref(), class_id=door.school_class.id)
                assert await door.house.refused(asker, command) == code
        stranger = MakePasses(
            ref=new_ref(), class_id=door.school_class.id, accounts=[door.other_teacher.account.id]
        )
        assert await door.house.refused(door.teacher, stranger) == "not_found"
