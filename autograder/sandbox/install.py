"""Installs bubblewrap where that needs no question: on Debian and Ubuntu, as the administrator. Elsewhere says how."""

from __future__ import annotations

import os
import shutil
import subprocess

from autograder.sandbox.choose import fix

_APT = ("apt-get", "-y", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1")


def install() -> str:
    """What became of it, as a sentence; the kit works without, but then it grades no strangers' files unasked."""
    if found := shutil.which("bwrap"):
        return f"bubblewrap ({found})"
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return f"bubblewrap, which confines what is graded, is not installed. {fix('not installed')}"
    for words in (("install", "bubblewrap"), ("update",), ("install", "bubblewrap")):
        done = _apt(*words)
        if shutil.which("bwrap"):
            return "bubblewrap (installed with apt-get)"
    reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
    return f"bubblewrap, which confines what is graded, could not be installed with apt-get: {reason}"


def _apt(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run([*_APT, *words], capture_output=True, text=True, env=environment, check=False)


if __name__ == "__main__":
    print(install())
