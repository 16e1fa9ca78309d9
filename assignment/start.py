"""Sets up .venv the first time, then runs what is asked for: `python start.py test`, `notebook`, `demo`, `setup`, `clean`.

This file needs nothing but Python. `make test` is short for `python3 start.py test`.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

OLDEST = (3, 11)
OTHERS = ("python3.14", "python3.13", "python3.12", "python3.11")
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = HERE / "requirements.lock"
READY = VENV / "ready"

HELP = """\
make test                  check your work: the notebook, script or Markdown, whichever you saved last
make test EXERCISE=name    only one exercise
make test FILE=name        this file; HTML=report.html writes the report as a page, too
make notebook              open the notebook in Jupyter
make demo                  play the data through a socket as it comes in, with live counts
make setup                 install what is needed into .venv; the others do so too, when it is not there
make clean                 remove .venv

Without make it is `python3 start.py test --exercise name` and so on."""


def main(words):
    """Does what the first word says. The exit status is that of what was run."""
    command, *rest = words or ["help"]
    if command == "help":
        print(HELP)
        return 0
    if command == "clean":
        shutil.rmtree(VENV, ignore_errors=True)
        return 0
    if command not in ("setup", "test", "notebook", "demo"):
        return refuse(f"There is no command `{command}`.\n\n{HELP}")
    if not LOCK.exists():
        return refuse(
            "This folder has the assignment without its checks. In the kit, `make release` makes dist/student.zip, "
            "which has both."
        )
    if sys.version_info < OLDEST:
        return with_newer_python(words)
    if not is_ready() and not set_up():
        return 2
    if command == "setup":
        return 0
    return run([command, *rest])


def run(words):
    """Runs a command in .venv, in this folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen([str(PYTHON), "-m", "autograder.handout.student", *words], cwd=HERE, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which ends in its own way
    return process.wait()


def with_newer_python(words):
    """Starts again with a Python that is new enough, if there is one."""
    for name in OTHERS:
        if shutil.which(name):
            return subprocess.run([shutil.which(name), __file__, *words]).returncode
    return refuse(f"Python 3.11 or newer is needed, and this one is {sys.version.split()[0]}. Install a newer one.")


def is_ready():
    """Whether .venv is there and holds what the lock file says."""
    return PYTHON.exists() and READY.exists() and READY.read_text() == fingerprint_of(LOCK)


def fingerprint_of(lock):
    """What tells one lock file from another."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def set_up():
    """Makes .venv. What has been downloaded is kept where pip keeps it, so that a second try is quick."""
    print("Setting up .venv, once. It takes some minutes and about 1.5 GB; nothing is installed elsewhere.", flush=True)
    steps = (
        ("a place of its own", [sys.executable, "-m", "venv", "--clear", str(VENV)]),
        ("packages", [*pip("install"), "--require-hashes", "--requirement", str(LOCK)]),
        ("Java", [str(PYTHON), "-m", "autograder.machine.java"]),
        ("a quicker start of Spark", [str(PYTHON), "-m", "autograder.harness.archive"]),
    )
    for number, (name, command) in enumerate(steps, 1):
        progress = Progress(f"  {number}/{len(steps)}  {name}")
        status, said = follow(command, progress)
        progress.end("" if status == 0 else "failed")
        if status != 0 and number < len(steps):  # without the last it works too
            print("\n".join(said[-15:]), file=sys.stderr)
            advice = "On Debian or Ubuntu install the package python3-venv. " if number == 1 else ""
            refuse(f"This step failed: {name}. {advice}Mend what is said above and try again; it goes on from here.")
            return False
    READY.write_text(fingerprint_of(LOCK))
    return True


def pip(command):
    """How pip is called: without questions, without bars of its own."""
    return [str(PYTHON), "-m", "pip", command, "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]


def follow(command, progress):
    """Runs a command and shows how far it is. Gives its exit status and the lines that it said."""
    said = []
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(
        command, cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    total = len(re.findall(r"^[\w.-]+==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    found = 0
    for line in process.stdout:
        said.append(line.rstrip())
        total -= line.startswith("Ignoring ")
        if line.startswith("Collecting "):
            found += 1
            progress.show(f"{found} of {total}, {line.split()[1].split('==')[0]}")
        elif line.startswith("Installing collected"):
            progress.show(f"unpacking {total}")
        elif "Building wheel" in line:
            progress.show(f"building {line.split()[3]}" if len(line.split()) > 3 else "building")
    return process.wait(), said


class Progress:
    """One line that says what is going on and for how long; where there is no terminal, a line for each step."""

    def __init__(self, name):
        """Begins to show it."""
        self.name, self.detail, self.begun = name, "", time.monotonic()
        self.live = sys.stdout.isatty()
        self.over = threading.Event()
        if self.live:
            threading.Thread(target=self.tick, daemon=True).start()
        else:
            print(self.name, flush=True)

    def show(self, detail):
        """Says more."""
        self.detail = detail

    def tick(self):
        """Draws the line until it is over."""
        while not self.over.is_set():
            self.draw(self.detail)
            self.over.wait(0.2)

    def draw(self, detail):
        """Draws the line once."""
        seconds = int(time.monotonic() - self.begun)
        text = f"{self.name}  {seconds // 60}:{seconds % 60:02}  {detail}"
        print("\r" + text[:78].ljust(78), end="", flush=True)

    def end(self, word):
        """Leaves the line as it is."""
        self.over.set()
        if self.live:
            self.draw(word)
            print(flush=True)
        elif word:
            print(f"{self.name}: {word}", flush=True)


def refuse(sentence):
    """Says what is wrong, and gives the exit status for it."""
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
