"""Coming into a lesson by its code, as a client does it, for tests that need somebody who came that way."""

import hmac
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from spake2 import SPAKE2_A

from relay.protocol.accounts import LoggedIn
from relay.protocol.admission import DoorSet, SetDoor
from relay.protocol.joincode import CLIENT, password, proofs, relay_identity
from relay.protocol.joining import BeginJoin, Join, JoinBegun, MayJoin, ProveJoin
from relay.protocol.pin import pin_of
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests


def pin_in(certificate: Path) -> str:
    """The pin of a certificate's key."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    return pin_of(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


async def code_of(teacher: Client, session: str) -> str:
    """Opens the door to guests by code; the code."""
    if session not in teacher.rooms:
        await teacher.enter(session)
    told = await teacher.do(SetDoor(ref=new_ref(), session=session, codes=True, guests=True))
    assert isinstance(told, DoorSet)
    return told.code


async def may_join(made: SchoolOfTests, visitor: Client, session: str, code: str) -> MayJoin:
    """Proves a code, right or wrong: whoever guesses does not mind that the relay's proof is not theirs."""
    exchange = SPAKE2_A(password(code, session), idA=CLIENT, idB=relay_identity(pin_in(made.certificate)))
    mine = exchange.start()
    begun = await visitor.ask(BeginJoin(ref=new_ref(), session=session, message=mine), JoinBegun)
    both = proofs(exchange.finish(begun.message), session, mine, begun.message)
    may = await visitor.ask(ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=both.client), MayJoin)
    assert hmac.compare_digest(both.relay, begun.proof)
    return may


async def token_by_code(made: SchoolOfTests, session: str, code: str, name: str = "Gil Guest") -> str:
    """A token for this lesson alone."""
    visitor = await made.client()
    may = await may_join(made, visitor, session, code)
    made_in = await visitor.ask(Join(ref=new_ref(), ticket=may.ticket, name=name), LoggedIn)
    await visitor.close()
    return made_in.token


async def come_as_guest(made: SchoolOfTests, teacher: Client, session: str) -> Client:
    """Somebody who gave a name that is on no roster."""
    token = await token_by_code(made, session, await code_of(teacher, session))
    return await Client(made.port, made.certificate, token).open()
