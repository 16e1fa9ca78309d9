"""What a sandbox of bubblewrap keeps from what runs in it. Skipped, and said so, where the machine has none."""

import os
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from autograder import grade as grading
from autograder.judge.harness import Harness
from autograder.judge.limits import MIB, Limits
from autograder.sandbox import bubblewrap, seccomp
from autograder.sandbox.view import shown

pytestmark = pytest.mark.sandbox
KIT = Path(__file__).resolve().parents[2]


def attempt(line):
    """Code that prints what a line gives, or the name of its error."""
    return (
        "import os, socket, sys, pathlib, ctypes\n"
        f"try:\n    print({line})\nexcept Exception as e:\n    print(type(e).__name__)"
    )


def test_it_runs_as_nobody_and_without_privileges(inside):
    assert inside(attempt("os.getuid(), os.getgid()")) == "65534 65534"
    status = inside(attempt("open('/proc/self/status').read()"))
    assert "CapEff:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


def test_for_the_machine_too_it_is_not_the_administrator(works):
    first, process = bubblewrap.start(shown(None), MIB, [sys.executable, "-s", "-c", "input()"])
    try:
        assert psutil.Process(first).uids().real != 0
    finally:
        process.communicate(b"\n")


def test_it_sees_no_environment_but_its_own(inside, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_JUDGE", "s3cret")
    assert "s3cret" not in inside(attempt("dict(os.environ)"))
    assert "s3cret" not in inside(attempt("open('/proc/1/environ').read()"))
    assert KIT.name not in inside(attempt("open('/proc/1/cmdline').read()")).replace(sys.prefix, "")


def test_it_sees_no_file_of_the_judge(inside, tmp_path):
    (tmp_path / "secret").write_text("s3cret")
    (tmp_path / "secret").chmod(0o644)
    for path in (tmp_path / "secret", KIT / "solution" / "streaming.py", KIT / "autograder" / "checks"):
        assert path.exists()
        assert inside(attempt(f"os.path.exists({str(path)!r})")) == "False"
    here = set(inside(attempt("*os.listdir('/kit/autograder')")).split())
    assert here == {"__init__.py", "wire.py", "machine", "harness"}


def test_it_sees_no_process_of_the_machine(inside):
    seen = inside(attempt("*(name for name in os.listdir('/proc') if name.isdigit())")).split()
    assert 1 < len(seen) < 5
    assert inside(attempt("os.kill(1, 9) or os.path.exists('/proc/1')")) == "True", "nothing ends the first one"


def test_it_reaches_nobody_over_the_network(inside):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert "Error" in inside(attempt(f"socket.create_connection(('127.0.0.1', {port}), 3)"))
    abstract = "\0kit-test-listener"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(abstract)
        server.listen()
        assert inside(attempt("socket.socket(socket.AF_UNIX).connect(chr(0) + 'kit-test-listener')")) == (
            "ConnectionRefusedError"
        )
    assert inside(attempt("socket.socket(socket.AF_VSOCK)")) == "OSError"


def test_it_has_a_loopback_of_its_own(inside):
    code = """
        import socket
        with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as own:
            own.sendall(b"hello")
            print(server.accept()[0].recv(5))
    """
    assert inside(textwrap.dedent(code)) == "b'hello'"


@pytest.mark.parametrize("place", ["/", "/usr", "/kit/autograder/harness", "/dev", "/etc", "/proc/sys/kernel"])
def test_it_writes_nowhere_but_in_its_folder(inside, place):
    assert inside(attempt(f"open({place + '/written'!r}, 'w')")).endswith("Error")
    assert inside(attempt("open('/tmp/written', 'w').write('x')")) == "1"
    assert not Path("/tmp/written").exists()


def test_its_folder_has_an_end(inside):
    code = f"""
        try:
            open("/tmp/big", "wb").write(b"x" * {3 * MIB})
        except OSError as error:
            print(error.strerror)
    """
    assert inside(textwrap.dedent(code), size=2 * MIB) == "No space left on device"
    assert inside(textwrap.dedent(code), size=4 * MIB) == ""


@pytest.mark.parametrize(
    ("call", "number"),
    [(name, numbers[0 if os.uname().machine == "x86_64" else 1]) for name, numbers in seccomp.DENIED.items()],
)
def test_a_denied_system_call_is_denied(inside, call, number):
    line = f"(ctypes.CDLL(None, use_errno=True).syscall({number}, 0, 0, 0, 0, 0), ctypes.get_errno())"
    assert inside(attempt(line)) == "(-1, 1)", call


def test_it_makes_no_namespace_of_its_own(inside):
    flags = 0x10000000  # CLONE_NEWUSER
    line = f"(ctypes.CDLL(None, use_errno=True).unshare({flags}), ctypes.get_errno())"
    assert inside(attempt(line)) == "(-1, 1)"
    assert inside(attempt("open('/proc/sys/user/max_user_namespaces').read().strip()")) != ""


def test_whoever_it_starts_ends_with_it(works):
    code = (
        "import os, time\nfor _ in range(3):\n    os.fork()\nos.setsid() if os.getpid() != 2 else 0\ntime.sleep(600.25)"
    )
    first, process = bubblewrap.start(shown(None), MIB, [sys.executable, "-s", "-c", code])
    deadline = time.monotonic() + 30
    while len(family := [psutil.Process(first), *psutil.Process(first).children(recursive=True)]) < 9:
        assert time.monotonic() < deadline, "it starts its children"
        time.sleep(0.02)
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def test_it_ends_with_the_judge(works, tmp_path):
    code = f"""
        import os, sys, time
        from autograder.judge.limits import MIB
        from autograder.sandbox import bubblewrap
        from autograder.sandbox.view import shown
        code = "import time; print('up', flush=True); time.sleep(600)"
        first, process = bubblewrap.start(shown(None), MIB, [sys.executable, "-s", "-c", code])
        assert process.stdout.readline() == b"up\\n"
        open({str(tmp_path / "pid")!r}, "w").write(str(first))
        os.kill(os.getpid(), 9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=KIT, check=False)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    pytest.fail("what ran in the sandbox outlived the judge")


def test_a_submission_is_graded_in_it(works, reference):
    cells = [reference.split("# %%")[0], "def update_count(new_values, last_count):\n    return 7"]
    with grading.open_client(Limits(), ahead=False, sandbox="bubblewrap") as client:
        client.begin(cells)
        client.load("update_count")
        assert Harness(client, 0).call("update_count", [1], None) == 7
