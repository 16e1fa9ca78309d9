"""What an attack could leave behind or take away: planted secrets, listeners, marked files, processes, mounts."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import site
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType

import psutil

from tests.attacks.attack import MARK

KIT = Path(__file__).resolve().parents[2]
PLACE = Path("/tmp/hostile-secret")
PORT = 47653
ABSTRACT = "\0hostile-listener"
_NAMES = (MARK, "hostile-here", "600.4242")
_IPC_KEY = "1752134516"


class Traces:
    """Plants what attacks look for, and finds what they left. All of it is gone at the end of the block."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(16)
        self.heard: list[str] = []
        self._kept = f"HOSTILE_SECRET={self.secret}"  # in the judge's memory too
        self._listeners: list[socket.socket] = []

    def __enter__(self) -> Traces:
        try:
            self._plant()
        except BaseException:  # another run, perhaps, has the port
            self.__exit__(None, None, None)
            raise
        return self

    def _plant(self) -> None:
        PLACE.mkdir(mode=0o755, exist_ok=True)
        (PLACE / "key").write_text(self._kept)
        self._folder = Path(tempfile.mkdtemp(prefix="attacks-"))
        self._folder.chmod(0o755)
        self._environment = dict(os.environ)
        os.environ |= {"HOSTILE_SECRET": self.secret, "TMPDIR": str(self._folder)}
        tempfile.tempdir = None  # the environment decides again
        asleep = [sys.executable, "-c", "import time; time.sleep(86400)"]
        self._bystander = subprocess.Popen(asleep)
        (PLACE / "socket").unlink(missing_ok=True)
        for family, kind, address in (
            (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", PORT)),
            (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", PORT)),
            (socket.AF_UNIX, socket.SOCK_STREAM, str(PLACE / "socket")),
            (socket.AF_UNIX, socket.SOCK_STREAM, ABSTRACT),
        ):
            listener = socket.socket(family, kind)
            self._listeners.append(listener)
            if family == socket.AF_INET:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            threading.Thread(target=self._listen, args=(listener, kind), daemon=True).start()
        (PLACE / "socket").chmod(0o777)
        self._clear()
        self.before = self._state()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self._bystander.kill()
        self._bystander.wait()
        self._clear()
        os.environ.clear()
        os.environ |= self._environment
        tempfile.tempdir = None
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.rmtree(PLACE, ignore_errors=True)

    def found(self) -> dict[str, str]:
        """What the attack just graded has gained so far, by kind; it is cleared away."""
        gained: dict[str, str] = {}
        if left := _patiently(_processes):
            gained["a process"] = ", ".join(str(process.pid) for process in left)
        if marked := [str(path) for path in _marked()]:
            gained["a byte outside"] = ", ".join(marked[:3])
        elif (state := self._state()) != self.before:
            changed = [f"{name}: {state[name][:200]}" for name in state if state[name] != self.before[name]]
            gained["a byte outside"] = f"another state of {', '.join(changed)}"
            self.before = state  # so that the next attack is not blamed for it
        if self.heard:
            gained["a packet"] = ", ".join(self.heard)
        self.heard.clear()
        self._clear()
        return gained

    def _listen(self, listener: socket.socket, kind: int) -> None:
        with contextlib.suppress(OSError):
            if kind == socket.SOCK_DGRAM:
                while listener.recv(100):
                    self.heard.append("a datagram")
            listener.listen()
            while True:
                listener.accept()[0].close()
                self.heard.append("a connection")

    def _state(self) -> dict[str, str]:
        """What has to be the same after each attack as before the first."""
        kit = hashlib.sha256()
        for path in sorted((KIT / "autograder").rglob("*.py")):
            kit.update(path.read_bytes())
        shared = "".join(Path(f"/proc/sysvipc/{kind}").read_text() for kind in ("shm", "msg", "sem"))
        return {
            "the kit's files": kit.hexdigest(),
            "the judge's temporary files": ", ".join(path.name for path in self._folder.iterdir()),
            "the mounts": Path("/proc/self/mounts").read_text(),
            "shared memory": str(_IPC_KEY in shared),
        }

    def _clear(self) -> None:
        for process in _processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        for path in _marked():
            with contextlib.suppress(OSError):
                path.unlink()


def _patiently(look: object) -> list[psutil.Process]:
    """What is still there after a moment: a killed process takes one to go."""
    assert callable(look)
    for _ in range(50):
        if not (left := look()):
            return []
        time.sleep(0.1)
    return list(left)


def _processes() -> list[psutil.Process]:
    """Processes that an attack has marked as its own, and children of this one other than the bystander."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            marked = any(name in " ".join((process.name(), *process.cmdline()[1:])) for name in _NAMES)
            if marked and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                found.append(process)
    return found


def _marked() -> list[Path]:
    """Files that carry the attacks' mark in their name, where a plain process could put them."""
    home = Path.home()
    places = {home, home / ".config", Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/etc"), Path("/root")}
    places |= {KIT, KIT / "autograder" / "harness", Path(sys.prefix), Path(sys.base_prefix), Path.cwd()}
    places |= {Path(place) for place in (*sys.path, *site.getsitepackages(), site.getusersitepackages())}
    found = []
    for place in places:
        with contextlib.suppress(OSError):
            found += [path for path in place.iterdir() if MARK in path.name]
    return sorted(set(found))
