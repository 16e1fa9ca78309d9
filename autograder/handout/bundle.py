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
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from autograder.chapter import OWN, Chapter
from autograder.handout import lock

KIT = Path(__file__).resolve().parents[2]
_POINTER = """\"\"\"The chapter that this bundle is made for.\"\"\"

from {module} import CHAPTER

__all__ = ["CHAPTER"]
"""
_COMMANDS = (
    "autograder.handout.student.__main__",
    "autograder.notebook",
    "autograder.harness.__main__",
    "autograder.harness.daemon",
    "autograder.harness.archive",
)
_ROOMS = ("autograder", "fixtures")
_TOOLS = ("Makefile", "start.py")
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
    packed.write_bytes(zipped(found, folder_name(chapter)))
    return packed


def files(chapter: Chapter) -> dict[str, bytes]:
    """Each file of the bundle by its path, in order."""
    roots = _roots(chapter)
    modules = needed(roots, [*_COMMANDS, chapter.module, *_modules(chapter.public)])
    folders = {path.parent: name.rpartition("/")[0] for name, path in modules.items()}
    data = {f"{name}/{path.name}": path for folder, name in folders.items() for path in folder.iterdir()}
    paths = modules | {name: path for name, path in data.items() if path.suffix in _DATA}
    found = {name: path.read_bytes() for name, path in paths.items()}
    found |= {name: (chapter.handout / name).read_bytes() for name in ("README.md", *chapter.forms)}
    found |= {name: (KIT / "assignment" / name).read_bytes() for name in _TOOLS}
    if chapter.worked is not None:
        place, text = _worked_examples(chapter.public, chapter.worked)
        found[place.relative_to(roots[chapter.module.partition(".")[0]]).as_posix()] = text.encode()
    if chapter.module != OWN:
        found[f"{OWN.replace('.', '/')}.py"] = _POINTER.format(module=chapter.module).encode()
        found[f"{OWN.rpartition('.')[0].replace('.', '/')}/__init__.py"] = b""
    found["requirements.lock"] = lock.part(KIT / "requirements.lock", _requirements(KIT)).encode()
    return dict(sorted(found.items()))


def folder_name(chapter: Chapter) -> str:
    """Of the folder inside the zip."""
    return chapter.title.lower().replace(" ", "-")


def zipped(found: dict[str, bytes], name: str) -> bytes:
    """The files as a zip whose bytes depend on them alone, in a folder of this name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in found.items():
            info = zipfile.ZipInfo(f"{name}/{path}", _LONG_AGO)
            info.create_system, info.external_attr = 3, _ORDINARY_FILE
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def needed(roots: Mapping[str, Path], names: Iterable[str]) -> dict[str, Path]:
    """The files of these modules and of all modules that they import, at the top or later, by their places.

    `roots` are the folders of the packages that are looked at.
    """
    found, todo = dict[str, Path](), list(names)
    while todo:
        name = todo.pop()
        root = roots.get(name.partition(".")[0])
        path = root and _file(root, name)
        if root and path and (place := path.relative_to(root)).as_posix() not in found:
            found[place.as_posix()] = path
            todo += _imported(path)
            todo += [".".join(package.parts) for package in place.parents[:-1]]
    return dict(sorted(found.items()))


def _roots(chapter: Chapter) -> dict[str, Path]:
    beside = {} if chapter.module == OWN else {chapter.module.partition(".")[0]: chapter.folder.parent}
    return dict.fromkeys(_ROOMS, KIT) | beside


def _file(root: Path, name: str) -> Path | None:
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
def _worked_examples(package: str, work: Callable[..., tuple[Path, str]]) -> tuple[Path, str]:
    return work(_public_checks(package))


def _requirements(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    kept = [text for text in project["dependencies"] if lock.named(text) not in _FOR_INSTRUCTORS]
    return [*kept, *_FOR_STUDENTS]
