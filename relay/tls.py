"""The relay's key and certificate: made once, kept in the data folder, known to people by six words."""

import datetime
import ipaddress
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
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from relay.protocol.pin import words_of
from relay.shared.files import write_private
from relay.shared.interfaces import own_addresses, reachable
from relay.shared.pinned import pin_of_certificate

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


def _read(certificate: Path, key: Path) -> Identity:
    shown = x509.load_pem_x509_certificate(certificate.read_bytes())
    pin = pin_of_certificate(shown.public_bytes(Encoding.DER))
    return Identity(certificate, key, pin, words_of(pin))


def _make(certificate_file: Path, key_file: Path) -> None:
    if key_file.exists():
        raise FileNotFoundError(f"{key_file} is there but {certificate_file} is not")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Schoolbell relay")])
    now = datetime.datetime.now(datetime.UTC)
    addresses = dict.fromkeys(["127.0.0.1", "::1", *(one.host for one in reachable(own_addresses()))])
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
    write_private(key_file, secret)
    write_private(certificate_file, certificate.public_bytes(Encoding.PEM))
