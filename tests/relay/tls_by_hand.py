"""TLS records that no proper client sends: a byte in each, or changes of keys that carry nothing."""

import socket
import ssl
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from tests.patience import PATIENCE

APPLICATION, HANDSHAKE = b"\x17\x03\x03", b"\x16"
KEY_UPDATE = b"\x18\0\0\1\0"
LEAST_RECORD = 27
"""Bytes of a change of keys."""


class Records:
    """A TLS 1.3 connection whose records are made before they are sent."""

    def __init__(self, port: int, certificate: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.load_verify_locations(certificate)
            context.keylog_filename = f"{folder}/keys"
            self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
            self._tls = context.wrap_bio(self._in, self._out)
            self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
            while True:
                try:
                    self._tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    self.socket.sendall(self._out.read())
                    self._in.write(self.socket.recv(65_536))
            self.socket.sendall(self._out.read())
            lines = Path(folder, "keys").read_text("ascii").splitlines()
        (line,) = (line for line in lines if line.startswith("CLIENT_TRAFFIC_SECRET_0"))
        self._secret = bytes.fromhex(line.split()[2])
        self._number = 0

    def say(self, begins: bytes) -> None:
        """Send this, and wait for the end of a head."""
        self._tls.write(begins)
        self._number += 1
        self.socket.sendall(self._out.read())
        answer = b""
        while b"\r\n\r\n" not in answer:
            try:
                answer += self._tls.read(4_096)
            except ssl.SSLWantReadError:
                self._in.write(self.socket.recv(65_536))

    def in_single_bytes(self, payload: bytes) -> bytes:
        """Records with a byte of this in each."""
        for place in range(len(payload)):
            self._tls.write(payload[place : place + 1])
        return self._out.read()

    def key_updates(self, count: int) -> bytes:
        """So many changes of the client's keys (RFC 8446, 4.6.3); nothing else can be sent after them."""
        cipher = self._tls.cipher()
        assert cipher is not None
        name = cipher[0]
        digest = SHA384() if name.endswith("384") else SHA256()
        seals = ChaCha20Poly1305 if "CHACHA20" in name else AESGCM
        length = 16 if "AES_128" in name else 32

        def expanded(label: bytes, size: int) -> bytes:
            label = b"tls13 " + label
            info = size.to_bytes(2, "big") + bytes([len(label)]) + label + b"\0"
            return HKDFExpand(digest, size, info).derive(self._secret)

        records = list[bytes]()
        for _ in range(count):
            nonce = int.from_bytes(expanded(b"iv", 12), "big") ^ self._number
            inner = KEY_UPDATE + HANDSHAKE
            head = APPLICATION + (len(inner) + 16).to_bytes(2, "big")
            sealed = seals(expanded(b"key", length)).encrypt(nonce.to_bytes(12, "big"), inner, head)
            records.append(head + sealed)
            self._secret, self._number = expanded(b"traffic upd", digest.digest_size), 0
        return b"".join(records)

    def pour(self, records: bytes) -> None:
        """Send these, until the other side has had enough, and wait for its end."""
        try:
            self.socket.sendall(records)
            while self.socket.recv(65_536):
                pass
        except ConnectionError:
            pass
        finally:
            self.socket.close()
