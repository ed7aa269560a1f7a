"""The key in a certificate: the one that the library of certificates finds too, or none."""

import datetime
import random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cryptography.x509.oid import NameOID

from relay.shared.certificates import public_key_of

Private = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | dsa.DSAPrivateKey
)

KEYS: dict[str, Private] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "ed448": ed448.Ed448PrivateKey.generate(),
    "dsa": dsa.generate_private_key(2048),
}


def certificate_of(key: Private, names: int = 1) -> bytes:
    """Of its own signing; with so many names it can be as long as is wanted."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A school")])
    today = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = (
        x509.CertificateBuilder(name, name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today)
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(f"a{n}") for n in range(names)]), False)
    )
    plain = isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return builder.sign(key, None if plain else hashes.SHA256()).public_bytes(Encoding.DER)


def in_der(key: Private) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("names", [1, 300, 20_000])
def test_the_key_is_found(kind: str, names: int) -> None:
    assert public_key_of(certificate_of(KEYS[kind], names)) == in_der(KEYS[kind])


def test_one_of_the_first_version_says_no_version() -> None:
    whole = certificate_of(KEYS["ed25519"], 30)
    version = whole.index(bytes((0xA0, 3, 2, 1, 2)))
    inner = whole[version + 5 :]
    signed = bytes((0x30, 0x82)) + len(inner).to_bytes(2, "big") + inner
    first = bytes((0x30, 0x82)) + len(signed).to_bytes(2, "big") + signed
    assert public_key_of(first) == in_der(KEYS["ed25519"])


@pytest.mark.parametrize("kind", ["p256", "ed25519"])
def test_a_changed_certificate_is_of_the_key_that_is_in_it_or_refused(kind: str) -> None:
    """The library may refuse more; where it finds a key, it is the same."""
    whole, chance = certificate_of(KEYS[kind]), random.Random(7)
    refused = agreed = 0
    for place in range(len(whole)):
        for value in chance.sample(range(256), 8):
            changed = whole[:place] + bytes((value,)) + whole[place + 1 :]
            try:
                found = public_key_of(changed)
            except ValueError:
                refused += 1
                continue
            try:
                key = x509.load_der_x509_certificate(changed).public_key()
            except Exception:
                continue
            agreed += 1
            assert load_der_public_key(found) == key
    assert refused > 100
    assert agreed > 100


@pytest.mark.parametrize(
    "rubbish",
    [
        b"", b"\x30", b"\x30\x00", b"\x30\x80\x00\x00", b"\x30\x84\x00\x00\x00\x00", b"\x30\x81\x05hello",
        b"\x30\x82\x00\x05hello", b"\x02\x01\x00", b"\x30\xff" + b"\x00" * 200, b"-----BEGIN",
    ],
)  # fmt: skip
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(ValueError, match=r"element|length|follows"):
        public_key_of(rubbish)


def test_nothing_may_be_cut_off_or_follow() -> None:
    whole = certificate_of(KEYS["p256"])
    for end in range(len(whole)):
        with pytest.raises(ValueError, match=r"element|length"):
            public_key_of(whole[:end])
    with pytest.raises(ValueError, match="follows"):
        public_key_of(whole + b"\x00")


def test_an_element_of_no_certain_length_is_refused() -> None:
    """BER, not DER: where it ends would be for each reader to say."""
    whole = certificate_of(KEYS["ed25519"], 30)
    assert whole[:2] == bytes((0x30, 0x82))
    with pytest.raises(ValueError, match="length"):
        public_key_of(bytes((0x30, 0x80)) + whole[4:] + b"\x00\x00")
