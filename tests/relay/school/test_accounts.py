"""Signing in: the first teacher, one-time codes, passwords, tokens, and slowing down those who guess."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from msgspec.structs import replace

from relay.protocol.accounts import (
    ChangePassword,
    Done,
    LoggedIn,
    LogIn,
    LogOut,
    MakeFirstTeacher,
    SignInFirst,
)
from relay.protocol.admin import AccountReply, AddTeacher, RenewCode
from relay.protocol.catalog import encode, read_from_client
from relay.protocol.classes import ClassReply, RenewCodes
from relay.protocol.limits import (
    DEVICES_WITH_KEY,
    DEVICES_WITHOUT_KEY,
    GUESSES_OF_ALL,
    LONGEST_PASSWORD,
    NAME_LENGTH,
    PASSWORDS_WAITING,
)
from relay.protocol.people_admin import DeviceList, ListDevices, PasswordsReset, ResetPasswords
from relay.protocol.refusals import Refusal
from relay.protocol.text import clean_name
from relay.school import OWNER, Member
from relay.school.passwords import Lane, Passwords, PasswordVerdict
from relay.school.secrets import CODE_MS, TOKEN_MS
from relay.school.throttle import FORGET_AFTER, FREE
from relay.school.visitor_attempts import VisitorAttempts
from relay.shared.ids import new_ref
from relay.store.errors import StoreClosed
from relay.store.heartbeat import DAY_MS
from tests.relay.forks import IN_LIFE
from tests.relay.schoolhouse import PASSWORD, SchoolHouse, open_school


def first(secret: str, ref: str = "", password: str = PASSWORD, name: str = "Ada") -> MakeFirstTeacher:
    return MakeFirstTeacher(ref=ref or new_ref(), secret=secret, name=name, username="", password=password)


def log_in(username: str = "ada", password: str = PASSWORD, device: str = "", key: str = "") -> LogIn:
    return LogIn(ref=new_ref(), username=username, password=password, device=device, device_key=key)


def code(username: str, given: str, ref: str = "", password: str = PASSWORD) -> SignInFirst:
    return SignInFirst(ref=ref or new_ref(), username=username, code=given, password=password)


async def new_teacher(house: SchoolHouse, name: str = "Bo Berg") -> AccountReply:
    return await house.ask(OWNER, AddTeacher(ref=new_ref(), name=name), AccountReply)


async def test_the_first_teacher_needs_the_secret_and_makes_it_void(house: SchoolHouse) -> None:
    secret = await house.school.first_teacher_secret()
    assert await house.refused(None, first("GUESS")) == "wrong_code"
    made = await house.ask(None, first(secret.lower().replace("-", " ")), LoggedIn)
    assert (made.you.role, made.you.username) == ("admin", "ada")
    assert await house.refused(None, first(secret)) == "code_used"
    assert await house.school.first_teacher_secret() == ""


async def test_each_start_shows_a_secret_and_all_are_void_once_one_is_used(tmp_path: Path) -> None:
    async with open_school(tmp_path) as house:
        shown_by_init = await house.school.first_teacher_secret()
    async with open_school(tmp_path) as house:
        shown_by_run = await house.school.first_teacher_secret()
        assert shown_by_run != shown_by_init
        await house.ask(None, first(shown_by_init), LoggedIn)
        assert await house.refused(None, first(shown_by_run)) == "code_used"


async def test_two_at_once_make_one_admin(house: SchoolHouse) -> None:
    secret = await house.school.first_teacher_secret()
    answers = await asyncio.gather(
        *(house.school.answer(None, first(secret, name=name)) for name in ("Ada", "Eve")),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["LoggedIn", "Refusal"]


async def test_a_lost_answer_to_the_first_command_can_be_had_again(house: SchoolHouse) -> None:
    command = first(await house.school.first_teacher_secret())
    once = await house.ask(None, command, LoggedIn)
    again = await house.ask(None, command, LoggedIn)
    assert again.you == once.you
    assert again.token != once.token
    assert await house.school.account_of(again.token)
    other_password = first(command.secret, ref=command.ref, password="another password")
    assert await house.refused(None, other_password) == "code_used"


@pytest.mark.parametrize(
    ("password", "expected"),
    [("short", "password_too_short"), ("x" * 7, "password_too_short"), ("x" * 129, "too_long")],
)
async def test_passwords_have_a_length(house: SchoolHouse, password: str, expected: str) -> None:
    secret = await house.school.first_teacher_secret()
    assert await house.refused(None, first(secret, password=password)) == expected
    made = await new_teacher(house)
    assert await house.refused(None, code("bo.berg", made.code, password=password)) == expected
    admin = await house.admin()
    change = ChangePassword(ref=new_ref(), old=PASSWORD, new=password)
    assert await house.refused(admin, change) == expected


async def test_the_longest_password_works(house: SchoolHouse) -> None:
    made = await new_teacher(house)
    longest = "ü" * LONGEST_PASSWORD
    await house.ask(None, code("bo.berg", made.code, password=longest), LoggedIn)
    await house.ask(None, log_in("bo.berg", longest), LoggedIn)
    assert await house.refused(None, log_in("bo.berg", longest + "ü")) == "wrong_password"


async def test_a_password_lets_in_in_any_case_of_the_user_name(house: SchoolHouse) -> None:
    await house.admin()
    for username in ("ada", "ADA", " Ada "):
        reply = await house.ask(None, log_in(username), LoggedIn)
        assert (await house.asker(reply.token)).account == reply.you


async def test_unknown_people_and_wrong_passwords_are_told_alike(house: SchoolHouse) -> None:
    await house.admin()
    await new_teacher(house)
    for command in (log_in("ada", "wrong password"), log_in("nobody"), log_in("bo.berg", ""), log_in("", "")):
        assert await house.refused(None, command) == "wrong_password"


async def test_a_code_works_once(house: SchoolHouse) -> None:
    made = await new_teacher(house)
    assert await house.refused(None, code("bo.berg", "2222-2222")) == "wrong_code"
    command = code("bo.berg", made.code.lower())
    once = await house.ask(None, command, LoggedIn)
    assert once.you == made.account
    assert await house.refused(None, code("bo.berg", made.code)) == "code_used"
    again = await house.ask(None, command, LoggedIn)
    assert again.token != once.token
    await house.ask(None, log_in("bo.berg"), LoggedIn)


async def test_a_code_of_somebody_else_is_wrong(house: SchoolHouse) -> None:
    made = await new_teacher(house)
    await new_teacher(house, "Eve")
    assert await house.refused(None, code("eve", made.code)) == "wrong_code"
    assert await house.refused(None, code("nobody", made.code)) == "wrong_code"
    assert await house.refused(None, code("bo.berg", "")) == "wrong_code"


async def test_codes_expire(house: SchoolHouse) -> None:
    made = await new_teacher(house)
    house.clock.seconds += CODE_MS / 1000
    assert await house.refused(None, code("bo.berg", made.code)) == "wrong_code"


async def test_a_code_used_twice_at_once_lets_one_in(house: SchoolHouse) -> None:
    made = await new_teacher(house)
    answers = await asyncio.gather(
        *(house.school.answer(None, code("bo.berg", made.code)) for _ in range(3)), return_exceptions=True
    )
    codes = sorted(a.code.name if isinstance(a, Refusal) else type(a).__name__ for a in answers)
    assert codes == ["LoggedIn", "code_used", "code_used"]


async def test_a_new_code_for_a_forgotten_password_ends_other_devices(house: SchoolHouse) -> None:
    teacher = await house.teacher("Bo Berg")
    token = (await house.ask(None, log_in("bo.berg"), LoggedIn)).token
    renewed = await house.ask(OWNER, RenewCode(ref=new_ref(), username="BO.berg"), AccountReply)
    assert await house.school.account_of(token)
    again = code("bo.berg", renewed.code, password="a new password")
    fresh = (await house.ask(None, again, LoggedIn)).token
    assert await house.school.account_of(token) is None
    assert await house.school.account_of(fresh)
    assert teacher.token_id in house.revoked[-1]
    assert await house.refused(None, log_in("bo.berg")) == "wrong_password"
    assert await house.refused(OWNER, RenewCode(ref=new_ref(), username="nobody")) == "not_found"


async def test_tokens_belong_to_devices_and_logging_out_revokes_one(house: SchoolHouse) -> None:
    await house.admin()
    one, two = [(await house.ask(None, log_in(device=name), LoggedIn)).token for name in ("laptop", "tablet")]
    asker = await house.asker(one)
    assert asker.device == "laptop"
    await house.ask(asker, LogOut(ref=new_ref()), Done)
    assert house.revoked == [frozenset({asker.token_id})]
    assert await house.school.account_of(one) is None
    assert await house.school.account_of(two)


@pytest.mark.attack
async def test_a_device_has_one_token(house: SchoolHouse) -> None:
    """Signing in again ends the one before, and its connections; the device stays known by its key."""
    await house.admin()
    house.revoked.clear()
    tokens = [(await house.ask(None, log_in(key="k" * 32), LoggedIn)).token for _ in range(3)]
    assert [bool(await house.school.account_of(token)) for token in tokens] == [False, False, True]
    last = await house.asker(tokens[-1])
    assert len(frozenset().union(*house.revoked)) == 2
    assert last.token_id not in frozenset().union(*house.revoked)
    other = (await house.ask(None, log_in(key="l" * 32), LoggedIn)).token
    assert await house.school.account_of(tokens[-1])
    assert await house.school.account_of(other)
    assert await rows_of(house, last.account.id) == 3  # with that of the first sign-in, which gave no key


@pytest.mark.parametrize(
    "device", ["x" * 60_000, "e\u0301" * 10_000, "\u0344\u0323" * 14_000, "\u202e" * 20_000]
)
async def test_what_a_device_calls_itself_is_cut_and_never_refused(house: SchoolHouse, device: str) -> None:
    """Nobody has chosen it; it comes over the wire as long as a frame has room for."""
    await house.admin()
    asked = read_from_client(encode(log_in(device=device, key="k" * 32)))
    assert isinstance(asked, LogIn)
    signed_in = await house.asker((await house.ask(None, asked, LoggedIn)).token)
    listed = await house.ask(signed_in, ListDevices(ref=new_ref(), account=signed_in.account.id), DeviceList)
    (kept,) = [one.device for one in listed.devices if one.id == signed_in.token_id]
    assert len(kept) <= NAME_LENGTH
    assert clean_name(kept) == kept


@pytest.mark.attack
async def test_an_account_has_so_many_tokens(house: SchoolHouse) -> None:
    """Those without a key go by their age, those with one by their last use, and signed out ones first."""
    first = await house.admin()
    admin, tokens, now = first.account, house.store.tokens, house.clock.now()

    def add(number: int, key: str = "") -> set[str]:
        return tokens.add(f"{key}{number}", f"{key}{number}", admin.id, "PC", now + 1 + number, now * 2, key)

    def fill() -> list[set[str]]:
        return [add(number) for number in range(2 * DEVICES_WITHOUT_KEY)]

    ended = await house.store.write(fill)
    oldest = [first.token_id, *map(str, range(2 * DEVICES_WITHOUT_KEY))]
    assert ended[DEVICES_WITHOUT_KEY - 1 :] == [{one} for one in oldest[: DEVICES_WITHOUT_KEY + 1]]
    assert await rows_of(house, admin.id) == DEVICES_WITHOUT_KEY

    def fill_with_keys() -> set[str]:
        gone: set[str] = set()
        for number in range(DEVICES_WITH_KEY):
            gone |= add(number, f"key {number} ")
        tokens.touch("key 0 0", now * 2, now * 3)
        tokens.revoke("key 2 2", now)
        gone |= add(98, "key 98 ") | add(99, "key 99 ")
        return gone

    assert await house.store.write(fill_with_keys) == {"key 1 1", "key 2 2"}
    assert await rows_of(house, admin.id) == DEVICES_WITH_KEY + DEVICES_WITHOUT_KEY


async def rows_of(house: SchoolHouse, account: str) -> int:
    """How many tokens are kept of an account."""
    count = "SELECT count(*) FROM token WHERE account = ?"

    def read() -> int:
        rows: int = house.store._database.connection().execute(count, (account,)).fetchone()[0]
        return rows

    return await house.store.read(read)


async def test_wrong_tokens_are_nobodys(house: SchoolHouse) -> None:
    await house.admin()
    for token in ("", "sb_", "sb_" + "x" * 43, "\udcff", "' OR 1=1"):
        assert await house.school.account_of(token) is None


async def test_tokens_expire_after_their_last_use(house: SchoolHouse) -> None:
    await house.admin()
    token = (await house.ask(None, log_in(), LoggedIn)).token
    for _ in range(3):
        house.clock.seconds += (TOKEN_MS - DAY_MS) / 1000
        assert await house.school.account_of(token)
    house.clock.seconds += TOKEN_MS / 1000
    assert await house.school.account_of(token) is None


async def test_changing_the_password_revokes_all_other_tokens(house: SchoolHouse) -> None:
    admin = await house.admin()
    tokens = [(await house.ask(None, log_in(), LoggedIn)).token for _ in range(3)]
    asker = await house.asker(tokens[0])
    wrong = ChangePassword(ref=new_ref(), old="wrong password", new="another password")
    assert await house.refused(asker, wrong) == "wrong_password"
    change = ChangePassword(ref=new_ref(), old=PASSWORD, new="another password")
    await house.ask(asker, change, Done)
    known = [await house.school.account_of(token) is not None for token in tokens]
    assert known == [True, False, False]
    assert admin.token_id in house.revoked[-1]
    assert len(house.revoked[-1]) == 3
    assert await house.refused(None, log_in()) == "wrong_password"
    await house.ask(None, log_in(password="another password"), LoggedIn)
    # Sent again, its answer lost: done already, though the old password is right no more.
    await house.ask(asker, change, Done)


def contents(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.iterdir()]


async def test_a_password_that_is_taken_away_while_it_is_looked_at_lets_nobody_in(house: SchoolHouse) -> None:
    """Neither by signing in, nor by choosing another one with it."""
    admin = await house.admin()
    teacher = await house.teacher("Tea")
    looked_at, go_on = asyncio.Event(), asyncio.Event()
    pool: Any = house.school._passwords
    verify = pool.verify

    async def held(*given: Any) -> PasswordVerdict:
        verdict: PasswordVerdict = await verify(*given)
        looked_at.set()
        await go_on.wait()
        return verdict

    pool.verify = held
    coming = asyncio.create_task(house.refused(None, log_in("tea", PASSWORD)))
    await looked_at.wait()
    reset = ResetPasswords(ref=new_ref(), accounts=[teacher.account.id], at_once=True)
    await house.ask(admin, reset, PasswordsReset)
    go_on.set()
    assert await coming == "busy"
    assert await house.refused(None, log_in("tea", PASSWORD)) == "wrong_password"


async def test_secrets_are_nowhere_on_disk(tmp_path: Path) -> None:
    secrets: list[str] = []
    async with open_school(tmp_path) as house:
        secret = await house.school.first_teacher_secret()
        made = await house.ask(None, first(secret), LoggedIn)
        admin = await house.asker(made.token)
        logged_in = await house.ask(None, log_in(), LoggedIn)
        teacher = await new_teacher(house)
        school_class = await house.school_class(admin, "7b", ["Ana", "Cy"])
        renewed = await house.ask(admin, RenewCodes(ref=new_ref(), class_id=school_class.id), ClassReply)
        secrets += [secret, made.token, logged_in.token, PASSWORD, teacher.code]
        secrets += [s.code for s in (*school_class.students, *renewed.school_class.students)]
        assert all(secrets)
        files = contents(tmp_path)
    files += contents(tmp_path)
    assert any(b"ada" in content for content in files)
    for found in secrets:
        for content in files:
            assert found.encode() not in content
            assert found.replace("-", "").encode() not in content


async def fail(house: SchoolHouse, times: int, key: str = "", device: str = "") -> list[str]:
    return [await house.refused(None, log_in("ada", "wrong password", device, key)) for _ in range(times)]


async def test_guessing_is_slowed_down(house: SchoolHouse) -> None:
    await house.admin()
    assert await fail(house, FREE + 2) == ["wrong_password"] * FREE + ["slow_down"] * 2
    with pytest.raises(Refusal) as refused:
        await house.school.answer(None, log_in())
    assert refused.value.code.name == "slow_down"
    assert refused.value.retry is not None
    house.clock.seconds += refused.value.retry
    await house.ask(None, log_in(), LoggedIn)
    assert await fail(house, FREE) == ["wrong_password"] * FREE


async def test_the_wait_grows_and_is_forgotten_after_a_while(house: SchoolHouse) -> None:
    await house.admin()
    await fail(house, FREE)
    waits = []
    for _ in range(12):
        with pytest.raises(Refusal) as refused:
            await house.school.answer(None, log_in("ada", "wrong password"))
        assert refused.value.code.name == "slow_down"
        waits.append(refused.value.retry or 0)
        house.clock.seconds += waits[-1]
        assert await fail(house, 1) == ["wrong_password"]
    assert waits == sorted(waits)
    assert 2 <= waits[0] <= 3
    assert 300 <= waits[-1] <= 301
    house.clock.seconds += FORGET_AFTER + 1
    assert await fail(house, FREE) == ["wrong_password"] * FREE


async def test_making_up_devices_does_not_help(house: SchoolHouse) -> None:
    await house.admin()
    codes = [(await fail(house, 1, f"key {number}", f"device {number}"))[0] for number in range(FREE + 3)]
    assert codes == ["wrong_password"] * FREE + ["slow_down"] * 3


async def test_many_guesses_at_once_do_not_help(house: SchoolHouse) -> None:
    await house.admin()
    codes = await asyncio.gather(*(house.refused(None, log_in("ada", f"guess {n}")) for n in range(30)))
    assert codes.count("wrong_password") == FREE


async def test_others_cannot_lock_out_a_known_device(house: SchoolHouse) -> None:
    """Nor by giving their device the same name, which can be read off the network."""
    await house.admin()
    await house.ask(None, log_in(device="ADAS-LAPTOP", key="only Ada's"), LoggedIn)
    await fail(house, FREE + 1, "a stranger's", "ADAS-LAPTOP")
    await fail(house, FREE + 1, "", "ADAS-LAPTOP")
    assert await house.refused(None, log_in(key="another stranger's")) == "slow_down"
    await house.ask(None, log_in(device="ADAS-LAPTOP", key="only Ada's"), LoggedIn)


async def test_a_known_device_is_slowed_down_by_its_own_failures(house: SchoolHouse) -> None:
    await house.admin()
    await house.ask(None, log_in(key="only Ada's"), LoggedIn)
    assert (await fail(house, FREE + 1, "only Ada's"))[-1] == "slow_down"


async def test_a_device_is_known_after_a_first_sign_in_with_a_code_too(house: SchoolHouse) -> None:
    """As on the laptop of a teacher who hosts: each time it starts, it signs in with a code."""
    made = await new_teacher(house)
    first_in = replace(code("bo.berg", made.code), device_key="only Bo's")
    await house.ask(None, first_in, LoggedIn)
    for _ in range(FREE):
        await house.refused(None, log_in("bo.berg", "wrong password"))
    assert await house.refused(None, log_in("bo.berg")) == "slow_down"
    await house.ask(None, log_in("bo.berg", key="only Bo's"), LoggedIn)


async def test_whoever_has_the_first_secret_need_not_wait_behind_those_who_guess(house: SchoolHouse) -> None:
    secret = await house.school.first_teacher_secret()
    guesses = [await house.refused(None, first(f"GUESS {n}")) for n in range(FREE + 2)]
    assert guesses[-1] == "slow_down"
    await house.ask(None, first(secret), LoggedIn)


@pytest.mark.attack
async def test_known_devices_do_not_wait_behind_a_hundred_guesses() -> None:
    """A queue full of strangers' passwords: a known device has a place all the same, and the next turn."""
    pool, order = Passwords(), []

    async def one(who: str, lane: Lane, address: str = "10.0.0.1") -> None:
        await pool.verify("", "password", VisitorAttempts(address), lane)
        order.append(who)

    try:
        strangers = [
            asyncio.ensure_future(one("stranger", Lane.OTHERS)) for _ in range(PASSWORDS_WAITING + 2)
        ]
        await asyncio.sleep(0)
        pupils = [asyncio.ensure_future(one("pupil", Lane.KNOWN)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Refusal):
            await pool.verify("", "password", VisitorAttempts("10.0.0.1"))
        await one("teacher", Lane.TEACHERS)
        assert order.index("teacher") <= 2, "only those at work already came before"
        await asyncio.gather(*pupils)
        assert order.index("pupil") <= 5
        for waiting in strangers:
            waiting.cancel()
        await asyncio.gather(*strangers, return_exceptions=True)
        assert not (await pool.verify("", "password", VisitorAttempts())).right, (
            "given-up places are free again"
        )
    finally:
        await pool.close()


async def test_what_waits_for_its_turn_is_told_when_the_relay_ends() -> None:
    pool = Passwords()
    tries = [asyncio.ensure_future(pool.verify("", "password", VisitorAttempts())) for _ in range(20)]
    await asyncio.sleep(0)
    pool.give_up()
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    await pool.close()
    refused = [o for o in outcomes if isinstance(o, Refusal)]
    assert len(refused) >= 18
    assert {o.code.name for o in refused} == {"busy"}


async def test_a_right_code_is_taken_whatever_was_guessed(house: SchoolHouse) -> None:
    """It is too long to be guessed: nobody has to wait for others, or for the own slips."""
    made = await new_teacher(house)
    codes = [await house.refused(None, code("bo.berg", f"2222-222{n}")) for n in range(2, 9)]
    assert codes == ["wrong_code"] * 7
    await house.ask(None, code("bo.berg", made.code), LoggedIn)


async def test_guessing_the_first_secret_is_slowed_down(house: SchoolHouse) -> None:
    secrets = [await house.refused(None, first(f"GUESS {n}")) for n in range(FREE + 1)]
    assert secrets == ["wrong_code"] * FREE + ["slow_down"]


async def fail_from(house: SchoolHouse, address: str) -> str:
    with pytest.raises(Refusal) as refused:
        await house.school.answer(None, log_in("ada", "wrong password"), VisitorAttempts(address))
    return refused.value.code.name


async def test_who_guesses_keeps_nobody_out_who_comes_from_elsewhere(house: SchoolHouse) -> None:
    await house.admin()
    guesses = [await fail_from(house, "10.0.0.1") for _ in range(FREE + 1)]
    assert guesses == ["wrong_password"] * FREE + ["slow_down"]
    assert isinstance(await house.school.answer(None, log_in(), VisitorAttempts("10.0.0.2")), LoggedIn)


@pytest.mark.attack
async def test_guessing_from_many_addresses_helps_little_and_keeps_nobody_out(house: SchoolHouse) -> None:
    await house.admin()
    many = [f"10.0.1.{number}" for number in range(GUESSES_OF_ALL)]
    assert {await fail_from(house, address) for address in many} == {"wrong_password"}
    assert [await fail_from(house, "10.0.0.1") for _ in range(2)] == ["wrong_password", "slow_down"]
    assert await fail_from(house, many[0]) == "slow_down"
    assert isinstance(await house.school.answer(None, log_in(), VisitorAttempts("10.0.0.2")), LoggedIn)


async def test_a_busy_relay_counts_nobodys_failures(
    house: SchoolHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.admin()
    monkeypatch.setattr(house.school._passwords._turns, "_over", True)
    assert [await house.refused(None, log_in()) for _ in range(FREE + 3)] == ["busy"] * (FREE + 3)
    monkeypatch.undo()
    await house.ask(None, log_in(), LoggedIn)


async def test_when_nothing_can_be_written_one_is_asked_to_come_again(house: SchoolHouse) -> None:
    await house.admin()
    with pytest.raises(StoreClosed):
        await house.store.write(lambda: house.store._database.connection().execute("ROLLBACK"))
    assert await house.refused(None, log_in()) == "busy"


@pytest.fixture
def as_in_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as carefully as in life."""
    time_cost, memory = IN_LIFE
    monkeypatch.setattr("relay.school.passwords.TIME_COST", time_cost)
    monkeypatch.setattr("relay.school.passwords.MEMORY_KIB", memory)


async def test_a_weak_hash_is_made_stronger_when_its_owner_signs_in(
    as_in_life: None, house: SchoolHouse
) -> None:
    admin = await house.admin()
    weak = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1).hash(PASSWORD)
    await house.store.write(lambda: house.store.accounts.set_password(admin.account.id, weak))
    await house.ask(None, log_in(), LoggedIn)
    proof = await house.store.read(lambda: house.store.accounts.proof_of(admin.account.id))
    assert proof is not None
    assert "m=19456,t=2,p=1" in proof.password
    await house.ask(None, log_in(), LoggedIn)


@pytest.mark.parametrize(
    ("names", "usernames"),
    [
        (["Ana Silva", "Ana Silva", "ana silva"], ["ana.silva", "ana.silva2", "ana.silva3"]),
        (["Łukasz Żółć", "Søren Ærø", "Jürgen Groß"], ["lukasz.zolc", "soren.aero", "jurgen.gross"]),
        (["李雷", "محمد"], ["teacher-1", "teacher-2"]),
        (
            ["Иван Щукин", "Йорданка Ёлкина", "Ґалина Їжак"],
            ["ivan.shchukin", "yordanka.elkina", "galina.izhak"],
        ),
        (["Γιώργος Παπάς", "Əli Şahin"], ["giorgos.papas", "ali.sahin"]),
        (["Conan O'Brien", "  X Æ A-12  "], ["conan.obrien", "x.ae.a.12"]),
    ],
)
async def test_user_names_are_made_from_names(
    house: SchoolHouse, names: list[str], usernames: list[str]
) -> None:
    made = [(await new_teacher(house, name)).account.username for name in names]
    assert made == usernames


@pytest.mark.parametrize(
    ("name", "username", "expected"),
    [
        ("Bo", "ADA", "name_taken"),
        ("Bo", "a b", "bad_value"),
        ("Bo", "x" * 101, "too_long"),
        ("x" * 101, "", "too_long"),
        ("\u202e \n", "", "empty"),
    ],
)
async def test_names_that_cannot_be_taken(
    house: SchoolHouse, name: str, username: str, expected: str
) -> None:
    await house.admin()
    assert await house.refused(OWNER, AddTeacher(ref=new_ref(), name=name, username=username)) == expected


async def test_an_answer_is_carried_out_though_nobody_waits(house: SchoolHouse) -> None:
    """The line is cut in the middle: what was begun is done, and told."""
    admin = await house.admin()
    school_class = await house.school_class(admin, "7b")
    asking = asyncio.ensure_future(house.session(admin, school_class.id))
    while not house.school._under_way:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait(house.school._under_way)
    assert [change[0].title for change in house.changes if change[0]] == ["Fractions"]


def test_askers_compare() -> None:
    assert Member(OWNER.account, "", "") == OWNER
