"""Writes the reports that were asked for: all of them, or none that a score could be read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from autograder.model import Report

Renderer = Callable[[Report], str]


def remove_old(paths: Iterable[Path]) -> None:
    """What an earlier run wrote may not pass for this one's. Raises OSError."""
    for path in paths:
        if path.is_file():
            path.unlink()


def write_all(report: Report, paths: Mapping[Path, Renderer]) -> None:
    """Renders everything before the first file is written. Raises what a renderer raises, or OSError."""
    put_all({path: render(report) for path, render in paths.items()})


def put_all(texts: Mapping[Path, str]) -> None:
    """Writes all of these files, or leaves none. Raises OSError."""
    try:
        for path, text in texts.items():
            _put(path, text)
    except OSError:
        remove_old(texts)
        raise


def _put(path: Path, text: str) -> None:
    """Writes a file as a whole or not at all; what fails is tried again once."""
    if path.exists() and not path.is_file():  # a pipe, or a terminal
        path.write_text(text, encoding="utf-8")
        return
    part = path.with_name(f"{path.name}.part")
    for last in (False, True):
        try:
            part.write_text(text, encoding="utf-8")
            part.replace(path)
            return
        except OSError:
            part.unlink(missing_ok=True)
            if last:
                raise
