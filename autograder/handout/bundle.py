"""The student's bundle: what students receive, as a folder and as a zip. It holds no answer and no hidden check.

Of this package it has what its commands import and nothing else, so that a new file is not given away by oversight.
"""

from __future__ import annotations

import ast
import importlib
import io
import pkgutil
import shutil
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from autograder.chapter import Chapter
from autograder.handout import lock

NAME = "spark-streaming"
"""Of the folder inside the zip."""

_COMMANDS = (
    "autograder.handout.student.__main__",
    "autograder.notebook",
    "autograder.harness.__main__",
    "autograder.harness.daemon",
    "autograder.harness.archive",
)
_ROOMS = {"autograder", "fixtures"}
_HANDOUT = ("README.md", "Makefile", "start.py")
_DATA = {".j2", ".css", ".jsonl", ".skops"}
_FOR_INSTRUCTORS = {"nbgrader", "packaging"}
_FOR_STUDENTS = ("jupyterlab", "ipykernel")
_LONG_AGO = (2000, 1, 1, 0, 0, 0)
_ORDINARY_FILE = 0o100644 << 16


def build(chapter: Chapter, destination: Path) -> Path:
    """Makes the bundle of a chapter anew in the folder `destination`, and returns the zip beside it."""
    found = files(chapter)
    shutil.rmtree(destination, ignore_errors=True)
    for name, content in found.items():
        path = destination / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    packed = destination.with_suffix(".zip")
    packed.write_bytes(zipped(found))
    return packed


def files(chapter: Chapter) -> dict[str, bytes]:
    """Each file of the bundle by its path, in order."""
    root = chapter.folder
    modules = sorted(needed(root, [*_COMMANDS, f"{chapter.checks}.chapter", *_modules(chapter.public)]))
    folders = sorted({path.parent for path in modules})
    paths = [*modules, *(path for folder in folders for path in folder.iterdir() if path.suffix in _DATA)]
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    handout = (*_HANDOUT, chapter.notebook, chapter.script)
    found |= {name: (chapter.handout / name).read_bytes() for name in handout}
    worked = importlib.import_module(f"{chapter.checks}.worked")
    found[worked.FILE.relative_to(root).as_posix()] = _worked_examples(chapter.public, worked.work).encode()
    found["requirements.lock"] = lock.part(root / "requirements.lock", _requirements(root)).encode()
    return dict(sorted(found.items()))


def zipped(found: dict[str, bytes]) -> bytes:
    """The files as a zip whose bytes depend on them alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            info = zipfile.ZipInfo(f"{NAME}/{name}", _LONG_AGO)
            info.create_system, info.external_attr = 3, _ORDINARY_FILE
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def needed(root: Path, names: Iterable[str]) -> set[Path]:
    """The files of these modules, and of all modules under `root` that they import, at the top or later."""
    found, todo = set[Path](), list(names)
    while todo:
        path = _file(root, todo.pop())
        if path is not None and path not in found:
            found.add(path)
            todo += _imported(path)
    packages = {folder for path in found for folder in path.relative_to(root).parents if folder != Path()}
    return found | {root / folder / "__init__.py" for folder in packages}


def _file(root: Path, name: str) -> Path | None:
    if name.partition(".")[0] not in _ROOMS:
        return None
    place = root.joinpath(*name.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _modules(package: str) -> list[str]:
    return [f"{package}.{module.name}" for module in pkgutil.iter_modules(importlib.import_module(package).__path__)]


def _public_checks(package: str) -> list[Callable[..., None]]:
    modules = map(importlib.import_module, _modules(package))
    return [found for module in modules for name, found in sorted(vars(module).items()) if name.startswith("check_")]


@cache
def _worked_examples(package: str, work: Callable[[Iterable[Callable[..., None]]], str]) -> str:
    return work(_public_checks(package))


def _requirements(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    kept = [text for text in project["dependencies"] if lock.named(text) not in _FOR_INSTRUCTORS]
    return [*kept, *_FOR_STUDENTS]
