"""A formgrader that runs, and a browser that looks at it and at nothing on the net."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.course.formgrader import surroundings

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")


@contextmanager
def formgrader(folder: Path, home: Path) -> Iterator[str]:
    """Runs `make formgrader`'s command and gives the address that it prints; then Ctrl-C must end it with 0."""
    command = [sys.executable, "-m", "autograder", "course", "formgrader", str(folder), "--port", "0", "--no-browser"]
    environment = surroundings() | {"HOME": str(home)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout
        printed = ""
        try:
            for line in server.stdout:
                printed += line
                if address := re.search(r"http://127\.0\.0\.1:\d+/formgrader\?token=\w+", line):
                    yield address[0]
                    break
            else:
                raise RuntimeError(f"formgrader printed no address:\n{printed}")
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
            if server.returncode:
                raise RuntimeError(f"Ctrl-C ended formgrader with {server.returncode}.")
        finally:
            server.kill()


@contextmanager
def browser(width: int = 1280, height: int = 1000) -> Iterator[Any]:
    """A Chromium without a window; other machines than this one have no address."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (
        *("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en"),
        f"--window-size={width},{height}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(options, Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()
