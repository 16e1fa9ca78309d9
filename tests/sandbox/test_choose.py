"""What is said and done where no sandbox works: each with a bwrap of our own that fails as real ones do."""

import os
import stat

import pytest

from autograder.cli import examine as doctor
from autograder.sandbox import choose, install
from autograder.sandbox.child import SandboxError

REFUSALS = {
    "Ubuntu 24.04": ("bwrap: setting up uid map: Permission denied", "kernel.apparmor_restrict_unprivileged_userns=0"),
    "older Debian": (
        "bwrap: No permissions to create new namespace, likely because the kernel does not allow it.",
        "kernel.unprivileged_userns_clone=1",
    ),
    "a CI job": (
        "bwrap: Creating new namespace failed: Operation not permitted",
        "--security-opt seccomp=unconfined",
    ),
}


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Makes programs that say something and fail, the only ones of these names on this machine."""
    for name in os.listdir("/usr/bin") if os.path.isdir("/usr/bin") else ():
        if name not in ("bwrap", "docker", "podman"):
            (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(name, complaint, status=1):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit {status}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)

    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and folder.stat().st_mode & 0o77 == 0:
            folder.chmod(0o755)  # the account that bwrap is started by has to reach it
    return make


@pytest.mark.parametrize(("complaint", "fix"), REFUSALS.values(), ids=REFUSALS)
def test_a_system_that_refuses_namespaces_is_explained(programs, complaint, fix):
    programs("bwrap", complaint)
    with pytest.raises(SandboxError) as refused:
        choose.choose("auto")
    assert complaint in str(refused.value)
    assert fix in str(refused.value)
    found = next(each for each in doctor.examine() if each.name == "sandbox")
    assert not found.good
    assert complaint in found.text
    assert fix in found.text


@pytest.mark.usefixtures("programs")
def test_a_machine_without_bubblewrap_is_told_how_to_get_it():
    with pytest.raises(SandboxError, match=r"the program bwrap is not installed.*apt-get install bubblewrap"):
        choose.choose("auto")
    with pytest.raises(SandboxError, match="bubblewrap: the program bwrap is not installed"):
        choose.choose("bubblewrap")


def test_a_container_engine_that_does_not_answer_is_named(programs):
    programs("docker", "Cannot connect to the Docker daemon")
    with pytest.raises(SandboxError, match="docker is installed, but its service does not answer; podman is not"):
        choose.choose("container")


def test_a_missing_image_is_named(programs, tmp_path):
    programs("docker", "")
    (tmp_path / "docker").write_text('#!/bin/sh\n[ "$1" = info ] && echo there\n')
    with pytest.raises(SandboxError, match=r"the image spark-streaming-harness:\S+ has not been built"):
        choose.choose("container")


def test_none_is_taken_at_its_word():
    assert choose.choose("none") == "none"


@pytest.mark.parametrize(
    ("system", "words"), [("darwin", "Docker Desktop or Podman"), ("win32", "WSL2"), ("linux", "apt-get")]
)
def test_each_system_gets_advice_of_its_own(system, words):
    assert words in choose.fix("the program bwrap is not installed", system)


def test_who_may_not_install_is_told_how(programs, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "sudo apt-get install bubblewrap" in install.install()


def test_the_administrator_of_a_debian_gets_it_installed(programs, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs("apt-get", "")
    (tmp_path / "apt-get").unlink()
    programs("apt-get", "no such package", status=100)
    assert install.install().endswith("could not be installed with apt-get: no such package")
    # As on a new machine: the lists of packages are not there yet.
    (tmp_path / "apt-get").write_text(
        "#!/bin/sh\n"
        f'case "$*" in *update*) touch {tmp_path}/lists;; *install*) [ -e {tmp_path}/lists ] || exit 100\n'
        f"printf '#!/bin/sh\\n' > {tmp_path}/bwrap; chmod 755 {tmp_path}/bwrap;; esac\n"
    )
    assert install.install() == "bubblewrap (installed with apt-get)"
    assert install.install() == f"bubblewrap ({tmp_path}/bwrap)"
