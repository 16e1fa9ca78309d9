"""What is to be seen in a sandbox of bubblewrap: Python, Java and the harness, all of it read-only but one folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from autograder.judge.limits import MIB
from autograder.sandbox.child import ENVIRONMENT, KIT, NEEDED

INSIDE = "/kit"
"""Where a sandbox has the harness."""
WORK = "/tmp"
"""The one place in which a sandbox can write."""
NOBODY = 65534
SETTINGS = {
    "/etc/passwd": f"nobody:x:{NOBODY}:{NOBODY}:nobody:{WORK}:/bin/sh\n",
    "/etc/group": f"nogroup:x:{NOBODY}:\n",
    "/etc/hosts": "127.0.0.1 localhost sandbox\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
"""What is in /etc: Java wants to know who it is and where."""


def namespaces() -> list[str]:
    """Everything of its own, and no privilege to make more."""
    words = ["--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent", "--new-session"]
    words += ["--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "sandbox", "--cap-drop", "ALL", "--clearenv"]
    environment = ENVIRONMENT | {
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": WORK,
        "TMPDIR": WORK,
        "PYTHONPATH": INSIDE,
    }
    environment |= {name: os.environ[name] for name in os.environ if name.startswith("OPENBLAS_")}
    return words + [word for name, value in environment.items() for word in ("--setenv", name, value)]


def shown(java_home: Path | None) -> dict[str, Path]:
    """What an interpreter, its packages, Java and the harness are made of, by the paths that they have inside."""
    folders = [Path(sys.base_prefix), Path(sys.prefix)]
    if java_home is not None:
        folders += [java_home, *Path("/etc").glob("java*")]  # where Debian keeps the settings of a Java
    view = {str(folder): folder for folder in sorted(folders) if not folder.is_relative_to("/usr")}
    return view | {f"{INSIDE}/autograder/{name}": KIT / "autograder" / name for name in NEEDED}


def mounts(view: dict[str, Path], size: int) -> list[str]:
    """The whole of what is to be seen inside, read-only but for one folder of so many bytes."""
    words = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib64"):
        there = Path("/", name)
        if there.is_symlink():
            words += ["--symlink", os.readlink(there), str(there)]
        elif there.is_dir():
            words += ["--ro-bind", str(there), str(there)]
    for name in ("ld.so.cache", "alternatives"):
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    words += ["--size", str(16 * MIB), "--perms", "1777", "--tmpfs", "/dev/shm"]
    words += ["--size", str(size), "--perms", "1777", "--tmpfs", WORK]
    for inside, source in view.items():
        words += ["--ro-bind", str(source), inside]
    for folder in _never_shown(view):
        words += ["--tmpfs", folder]
    return [*words, "--chdir", WORK, "--remount-ro", "/dev", "--remount-ro", "/"]


def _never_shown(view: dict[str, Path]) -> list[str]:
    """The kit's own rooms, should they lie in a folder that is shown: they know what is expected."""
    rooms = [KIT / name for name in ("autograder", "fixtures", "solution", "tests", "assignment")]
    shown = ["/usr", *view]
    return [str(room) for room in rooms if room.is_dir() and any(room.is_relative_to(path) for path in shown)]
