"""Makes an OCI image of the relay: what its Debian package has, and the libraries that this needs.

    python3 packaging/container/image.py PACKAGES OUT      on Debian; as anybody; needs no registry

PACKAGES: the folder with schoolbell-relay_*.deb. OUT: an archive that `podman load` and `docker load` take.
The same packages make the same bytes. What the image does when it is run stands in CONFIG.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "schoolbell-relay"
PROGRAM = f"/opt/{NAME}/{NAME}"
USER = 10001
SECOND = 1_000_000_000
CONFIG = {
    "User": f"{USER}:{USER}",
    "Entrypoint": [PROGRAM],
    "Cmd": ["run"],
    "Env": [
        "PATH=/usr/bin",
        "LANG=C.UTF-8",
        "HOME=/data",
        "SCHOOLBELL_DATA=/data",
        "SCHOOLBELL_ANNOUNCE=off",  # a container's network is not the school's
    ],
    "ExposedPorts": {"8443/tcp": {}},
    "Volumes": {"/data": {}},
    "WorkingDir": "/data",
    "StopSignal": "SIGTERM",
    # Docker's, in no OCI image; podman takes it by --health-cmd
    "Healthcheck": {
        "Test": ["CMD", PROGRAM, "health"],
        "Interval": 60 * SECOND,
        "Timeout": 20 * SECOND,
        "StartPeriod": 60 * SECOND,
    },
}
NOT_NEEDED = (
    "etc/ufw",
    "lib/systemd",
    "usr/lib/systemd",
    "usr/share/lintian",
    "usr/share/man",
    "usr/share/locale",
    f"usr/bin/{NAME}",  # asks a shell
    "usr/lib/x86_64-linux-gnu/gconv",  # Python has encodings of its own
    "usr/lib/aarch64-linux-gnu/gconv",
    "usr/lib/x86_64-linux-gnu/audit",
)
NOT_OF_DEPENDS = {"adduser"}
"""What a service's account is made with."""


def main(packages: Path, out: Path) -> None:
    deb = max(packages.glob(f"{NAME}_*.deb"), key=lambda file: file.stat().st_mtime)
    made = int(os.environ.get("SOURCE_DATE_EPOCH") or _said("git", "log", "-1", "--format=%ct"))
    version, architecture = (_said("dpkg-deb", "-f", deb, field) for field in ("Version", "Architecture"))
    with tempfile.TemporaryDirectory(prefix="image-", dir=out.parent) as folder:
        root = Path(folder, "root")
        lay_out(root, deb)
        layer = _layer(root, made)
    packed = gzip.compress(layer, 9, mtime=0)
    when = datetime.fromtimestamp(made, UTC).isoformat().replace("+00:00", "Z")
    labels = {
        "org.opencontainers.image.title": "Schoolbell relay",
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.licenses": "MIT",
    }
    config = {
        "created": when,
        "architecture": architecture,
        "os": "linux",
        "config": CONFIG | {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        "history": [{"created": when, "created_by": "packaging/container/image.py"}],
    }
    blobs = Blobs()
    configured = blobs.add(json.dumps(config).encode(), "application/vnd.oci.image.config.v1+json")
    layered = blobs.add(packed, "application/vnd.oci.image.layer.v1.tar+gzip")
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = {"schemaVersion": 2, "mediaType": kind, "config": configured, "layers": [layered]}
    named = {"annotations": {"org.opencontainers.image.ref.name": f"{NAME}:{version}"}}
    pointed = blobs.add(json.dumps(manifest).encode(), kind) | named
    old = {
        "Config": blobs.path(configured),
        "RepoTags": [f"{NAME}:{version}"],
        "Layers": [blobs.path(layered)],
    }
    files = blobs.files | {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": json.dumps({"schemaVersion": 2, "manifests": [pointed]}).encode(),
        "manifest.json": json.dumps([old]).encode(),  # for a docker from before 25
    }
    with tarfile.open(out, "w") as archive:
        for name, content in sorted(files.items()):
            archive.addfile(_entry(name, made, size=len(content)), io.BytesIO(content))
    print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB, unpacked {len(layer) / 1e6:.0f} MB")  # noqa: T201


def lay_out(root: Path, deb: Path) -> None:
    """The files of the image."""
    named = re.findall(r"(?:^|, )([\w.+-]+)", _said("dpkg-deb", "-f", deb, "Depends"))
    only = (
        f"--no-{what}" for what in ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")
    )
    needed = _said("apt-cache", "depends", "--recurse", *only, *(set(named) - NOT_OF_DEPENDS))
    libraries = sorted(set(re.findall(r"^[a-z0-9][\w.+-]*", needed, re.MULTILINE)))
    with tempfile.TemporaryDirectory(prefix="debs-", dir=root.parent) as fetched:
        subprocess.run(
            ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", *libraries],
            cwd=fetched,
            check=True,
        )
        for one in (*sorted(Path(fetched).glob("*.deb")), deb):
            subprocess.run(["dpkg-deb", "-x", one, root], check=True)
            # what scanners of images read
            status = root / "var/lib/dpkg/status.d" / one.name.partition("_")[0]
            status.parent.mkdir(parents=True, exist_ok=True)
            status.write_text(_said("dpkg-deb", "-f", one) + "\n", "utf-8")
    for name in NOT_NEEDED:
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for file in (root / "usr/share/doc").rglob("*"):
        if file.is_file() and file.name != "copyright" and file.suffix != ".json":
            file.unlink()
    for name in ("bin", "sbin", "lib", "lib64"):  # a Debian of today has these below usr
        old = root / name
        if old.is_dir() and not old.is_symlink():
            shutil.copytree(old, root / "usr" / name, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(old)
        if not old.is_symlink() and (root / "usr" / name).exists():
            old.symlink_to(f"usr/{name}")
    (root / "usr/bin").mkdir(exist_ok=True)
    (root / "usr/bin" / NAME).symlink_to(PROGRAM)
    (root / "etc").mkdir(exist_ok=True)
    (root / "etc/passwd").write_text(f"root:x:0:0::/:\nschoolbell:x:{USER}:{USER}::/data:\n", "ascii")
    (root / "etc/group").write_text(f"root:x:0:\nschoolbell:x:{USER}:\n", "ascii")
    (root / "tmp").mkdir()
    (root / "data").mkdir()


def _layer(root: Path, made: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(root.rglob("*")):
            entry = archive.gettarinfo(path, path.relative_to(root).as_posix())
            entry.uid = entry.gid = USER if entry.name == "data" else 0
            entry.uname = entry.gname = ""
            entry.mtime = made
            entry.mode = {"data": 0o700, "tmp": 0o1777}.get(entry.name, entry.mode)
            if entry.isreg():
                with path.open("rb") as content:
                    archive.addfile(entry, content)
            else:
                archive.addfile(entry)
    return packed.getvalue()


def _entry(name: str, made: int, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = size, made
    return entry


class Blobs:
    """What an image is made of, each under its own digest."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, content: bytes, kind: str) -> dict[str, Any]:
        """How others point to it."""
        pointed = {
            "mediaType": kind,
            "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "size": len(content),
        }
        self.files[self.path(pointed)] = content
        return pointed

    @staticmethod
    def path(pointed: dict[str, Any]) -> str:
        return f"blobs/{pointed['digest'].replace(':', '/')}"


def _said(*words: str | Path) -> str:
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]).absolute())
