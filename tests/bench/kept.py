"""A keyring that has one token for whoever asks, so that a measured program reads its keyring as in life."""

import os

from keyring.backend import KeyringBackend

VARIABLE = "SCHOOLBELL_BENCH_TOKEN"


class Kept(KeyringBackend):
    """Chosen by PYTHON_KEYRING_BACKEND."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return os.environ.get(VARIABLE)

    def set_password(self, service: str, username: str, password: str) -> None:
        pass

    def delete_password(self, service: str, username: str) -> None:
        pass
