"""Makes the zip that an instructor uploads to Gradescope: `python -m autograder.ci.pack dist/gradescope.zip`."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.ci.gradescope import SETTINGS
from autograder.machine.options import Commands

app = Commands()
KIT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).parent / "files"
_ROOMS = ("autograder", "assignment", "fixtures", "solution")
_TOP = ("Makefile", "README.md", "pyproject.toml", "requirements.lock")
_LEFT_OUT = ("__pycache__", "submissions", ".ipynb_checkpoints")
_SCRIPTS = ("setup.sh", "run_autograder")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pack(path: Path, settings: dict[str, Any]) -> None:
    """Writes the zip: the two scripts at its top, the settings, and the kit. The same kit gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _SCRIPTS:
            _put(archive, name, (FILES / name).read_bytes(), 0o755)
        _put(archive, SETTINGS, (json.dumps(settings, indent=2) + "\n").encode())
        for source in _kit():
            _put(archive, f"kit/{source.relative_to(KIT).as_posix()}", source.read_bytes())
    part.replace(path)


def _kit() -> Iterator[Path]:
    """What grading needs of the kit."""
    yield from (KIT / name for name in _TOP)
    for room in _ROOMS:
        for path in sorted((KIT / room).rglob("*")):
            if path.is_file() and not set(_LEFT_OUT) & set(path.relative_to(KIT).parts):
                yield path


def _put(archive: zipfile.ZipFile, name: str, content: bytes, mode: int = 0o644) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


@app.command()
def main(
    path: Path,
    attempts_per_hour: Annotated[int | None, typer.Option(min=1, help="How often a student is graded.")] = None,
    leaderboard: Annotated[bool, typer.Option("--leaderboard", help="Put the points on the leaderboard.")] = False,
) -> None:
    """Make the zip for Gradescope."""
    pack(path, {"attempts_per_hour": attempts_per_hour, "leaderboard": leaderboard})
    print(f"wrote {path} ({path.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    app()
