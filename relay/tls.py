"""The relay's key and certificate: made once, kept in the data folder, known to people by six words."""

import contextlib
import datetime
import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from relay.protocol.pin import pin_of, words_of

KEY_FILE = "relay-key.pem"
CERTIFICATE_FILE = "relay-certificate.pem"
VALID_DAYS = 3650


@dataclass(frozen=True)
class Identity:
    """What the relay shows of itself: where its key and certificate are, and how to check them."""

    certificate: Path
    key: Path
    pin: str
    words: tuple[str, ...]

    def context(self) -> ssl.SSLContext:
        """A server context: TLS 1.3 only."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        # Clients come with a full handshake each time: tickets would cost them bytes and the relay memory.
        context.num_tickets = 0
        context.load_cert_chain(self.certificate, self.key)
        return context


def identity(folder: Path, certificate: str = "", key: str = "") -> Identity:
    """The relay's identity from its data folder, made there the first time; or the school's own files."""
    if certificate and key:
        return _read(Path(certificate), Path(key))
    certificate_file, key_file = folder / CERTIFICATE_FILE, folder / KEY_FILE
    if not (certificate_file.exists() and key_file.exists()):
        _make(certificate_file, key_file)
    return _read(certificate_file, key_file)


def own_addresses() -> list[str]:
    """IPv4 addresses under which other machines may reach this one, the likeliest first.

    No packet is sent: connecting a datagram socket only asks the system for a route.
    """
    found: list[str] = []
    for target in ("192.168.0.1", "10.0.0.1", "172.16.0.1", "203.0.113.1"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
                found.append(probe.getsockname()[0])
            except OSError:
                continue
    with contextlib.suppress(OSError):
        found += [
            str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        ]
    return [a for a in dict.fromkeys(found) if not ipaddress.ip_address(a).is_loopback]


def _read(certificate: Path, key: Path) -> Identity:
    public = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    pin = pin_of(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return Identity(certificate, key, pin, words_of(pin))


def _make(certificate_file: Path, key_file: Path) -> None:
    if key_file.exists():
        raise FileNotFoundError(f"{key_file} is there but {certificate_file} is not")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Schoolbell relay")])
    now = datetime.datetime.now(datetime.UTC)
    addresses = ["127.0.0.1", "::1", *own_addresses()]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=2))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(a)) for a in addresses)]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(key_file, secret)
    _write(certificate_file, certificate.public_bytes(Encoding.PEM))


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner only."""
    draft = file.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
