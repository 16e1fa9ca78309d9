"""Which sandbox a harness runs in: the one that is asked for, or the strongest that works here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from autograder.judge.limits import Limits
from autograder.sandbox import account, bubblewrap, container
from autograder.sandbox.child import Child, SandboxError
from autograder.sandbox.plain import PlainProcess

Start = Callable[[bool, Limits], Child]
"""Starts a harness: whether Spark starts ahead of its first use, and the limits."""


@dataclass(frozen=True)
class Tried:
    """A sandbox, and why it does not work here, if it does not."""

    name: str
    reason: str = ""

    @property
    def works(self) -> bool:
        """Whether harnesses can run in it."""
        return not self.reason


_TRIES: dict[str, Callable[[], None]] = {"bubblewrap": bubblewrap.try_out, "container": container.try_out}
_STARTS: dict[str, Start] = {
    "bubblewrap": bubblewrap.Bubblewrap,
    "container": container.Container,
    "account": account.AccountProcess,
    "none": PlainProcess,
}
SANDBOXES = tuple(_TRIES)
"""What confines, the strongest first."""
_ONLY_BY_NAME: dict[str, Callable[[], None]] = {"account": account.try_out}
"""What confines less, and is used by those who ask for it."""


def tried(name: str) -> Tried:
    """Really runs something in the sandbox of this name."""
    try:
        (_TRIES | _ONLY_BY_NAME)[name]()
    except OSError as error:
        return Tried(name, str(error))
    return Tried(name)


def choose(name: str = "auto") -> str:
    """The name of a sandbox that works: the one asked for, or the strongest. Raises SandboxError, saying what to do."""
    if name == "none":
        return name
    failed = []
    for candidate in _TRIES if name == "auto" else (name,):
        found = tried(candidate)
        if found.works:
            return candidate
        failed.append(f"{candidate}: {found.reason}")
    raise SandboxError(f"No sandbox works here ({'; '.join(failed)}). {fix(failed[0])}")


def starter(name: str) -> Start:
    """What starts a harness in the sandbox of this name, which `choose` has given."""
    return _STARTS[name]


def fix(reason: str, system: str = sys.platform) -> str:
    """What to do on this system about a bubblewrap that does not work for this reason."""
    if system == "darwin":
        return "On macOS start Docker Desktop or Podman, and " + container.BUILD
    if system == "win32":
        return "On Windows install WSL2 (`wsl --install`) and run the kit in it."
    if "not installed" in reason:
        return (
            "Install it: on Debian, Ubuntu and WSL2 `sudo apt-get install bubblewrap`; elsewhere it has the same name."
        )
    if any(word in reason for word in ("uid map", "namespace", "not permitted", "denied")):
        return (
            "This system does not let accounts make user namespaces. "
            "On Ubuntu 24.04 and newer run `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`, "
            "on older Debian `sudo sysctl kernel.unprivileged_userns_clone=1`. A hosted CI job needs the first of them "
            "as a step of its own; one that itself runs in a container needs "
            "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined` in that container's options."
        )
    return "`python -m autograder doctor` says more."
