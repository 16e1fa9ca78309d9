"""Makes the zip that an instructor uploads to Gradescope: `python -m autograder.ci.pack dist/gradescope.zip`."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.chapter import Chapter, ChapterError, load
from autograder.ci.gradescope import KIT, SETTINGS
from autograder.machine.options import Commands

app = Commands()
FILES = Path(__file__).parent / "files"
_ROOMS = ("autograder", "assignment", "fixtures", "solution")
_TOP = ("Makefile", "README.md", "pyproject.toml", "requirements.lock")
_LEFT_OUT = ("__pycache__", "submissions", ".ipynb_checkpoints")
_SCRIPTS = ("setup.sh", "run_autograder")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pack(path: Path, settings: dict[str, Any], chapter: Chapter) -> None:
    """Writes the zip: two scripts at its top, the settings, the kit and the chapter; the same kit, the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _SCRIPTS:
            _put(archive, name, (FILES / name).read_bytes(), 0o755)
        beside = _beside(chapter)
        told = settings | ({"chapter": chapter.folder.name} if beside else {})
        _put(archive, SETTINGS, (json.dumps(told, indent=2) + "\n").encode())
        for name, source in [*_kit(), *beside]:
            _put(archive, f"kit/{name}", source.read_bytes())
    part.replace(path)


def _kit() -> Iterator[tuple[str, Path]]:
    """What grading needs of the kit, by its place in the kit's folder."""
    yield from ((name, KIT / name) for name in _TOP)
    for room in _ROOMS:
        yield from _files(KIT / room)


def _beside(chapter: Chapter) -> list[tuple[str, Path]]:
    """A chapter that is not the kit's own lies in the kit's folder, under its own folder's name."""
    return list(_files(chapter.folder)) if chapter.option else []


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder.parent)
        if path.is_file() and not set(_LEFT_OUT) & set(name.parts):
            yield name.as_posix(), path


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
    chapter: Annotated[Path | None, typer.Option(help="The folder of another chapter than the kit's own.")] = None,
) -> None:
    """Make the zip for Gradescope."""
    try:
        of = load(chapter)
    except ChapterError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2)
    pack(path, {"attempts_per_hour": attempts_per_hour, "leaderboard": leaderboard}, of)
    print(f"wrote {path} ({path.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    app()
