"""Grades a class one student at a time, so that no submission stops the others and an interrupted run can go on."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from autograder.checks import chapter
from autograder.course import intake
from autograder.course.create import ASSIGNMENT, expect_course
from autograder.course.rebuild import NOTE
from autograder.text import visible

GRADED, FAILED, KEPT = "graded", "no grade", "graded before"


@dataclass(frozen=True)
class Status:
    """What became of one student's submission; `score` is None where there is no grade."""

    student: str
    state: str
    score: float | None
    note: str = ""


def students(folder: Path) -> list[str]:
    """Everybody whose submission was collected. Raises CourseError for what is no course."""
    expect_course(folder)
    return sorted(place.parent.name for place in (folder / "submitted").glob(f"*/{ASSIGNMENT}") if place.is_dir())


def grade_class(
    folder: Path, names: Iterable[str], jobs: int, again: bool, done: Callable[[Status], None] = lambda status: None
) -> list[Status]:
    """Grades these students, `jobs` at a time; those graded before and not submitted anew only if `again`."""
    folder = folder.resolve()
    found: list[Status] = []
    waiting = []
    for name in names:
        score = None if again else _remembered(folder, name)
        if score is None:
            waiting.append(name)
        else:
            found.append(Status(name, KEPT, score))
            done(found[-1])
    if waiting:
        with ProcessPoolExecutor(min(jobs, len(waiting)), get_context("spawn"), initializer=_enter, initargs=(folder,)) as pool:
            running = {pool.submit(grade_one, folder, name): name for name in waiting}
            for future in as_completed(running):
                try:
                    status = future.result()
                except Exception as error:  # a process of ours was lost
                    status = Status(running[future], FAILED, None, f"{type(error).__name__}: {error}")
                found.append(status)
                done(status)
    return sorted(found, key=lambda status: status.student)


def grade_one(folder: Path, student: str) -> Status:
    """Grades one student through nbgrader's own API; a failure leaves no score, an old one neither."""
    _mark(folder, student).unlink(missing_ok=True)
    submitted = _digest(folder, student)
    notes = intake.prepare(folder, student, chapter.EXERCISES)
    api = _api(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own, of its database
        result = api.autograde(ASSIGNMENT, student, force=True, create=True)
    log = result.get("log") or ""
    if not result["success"]:
        with suppress(Exception):
            _forget(api.gradebook, student)
        return Status(student, FAILED, None, visible(_reason(log + (result.get("error") or ""))))
    score = _score(api.gradebook, student)
    notes += re.findall(rf"{NOTE}(.+)", log)
    mark = _mark(folder, student)
    mark.parent.mkdir(exist_ok=True)
    part = mark.with_suffix(".part")
    part.write_text(json.dumps({"submitted": submitted, "prepared": _digest(folder, student), "score": score}), encoding="utf-8")
    part.replace(mark)
    return Status(student, GRADED, score, visible(" ".join(notes)))


def _enter(folder: Path) -> None:
    os.chdir(folder)
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))  # for alembic


def _api(folder: Path) -> Any:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", str(folder)).load_config()
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def _score(gradebook: Any, student: str) -> float:
    with gradebook as opened:
        return float(opened.find_submission(ASSIGNMENT, student).score)


def _forget(gradebook: Any, student: str) -> None:
    """Takes the automatic points away, so that an older grading is not taken for this one; a person's points stay."""
    with gradebook as opened:
        for notebook in opened.find_submission(ASSIGNMENT, student).notebooks:
            for grade in notebook.grades:
                grade.auto_score = None
                grade.needs_manual_grade = True
        opened.db.commit()


def _reason(log: str) -> str:
    """The last error that a log tells of."""
    errors = re.findall(r"^\s*(?:[\w.]+\.)?(\w+(?:Error|Exception)): (.+)$", log, re.MULTILINE)
    told = [f"{kind}: {text}" for kind, text in errors if kind != "NbGraderException"]
    return (told or [log.strip().splitlines()[-1] if log.strip() else "nbgrader gave no reason"])[-1][:500]


def _mark(folder: Path, student: str) -> Path:
    return folder / ".graded" / f"{hashlib.sha256(student.encode()).hexdigest()[:32]}.json"


def _digest(folder: Path, student: str) -> str:
    """What a student has submitted, names and bytes."""
    place = folder / "submitted" / student / ASSIGNMENT
    found = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found.update(f"{path.relative_to(place)}\0{path.stat().st_size}\0".encode("utf-8", "surrogateescape"))
            found.update(path.read_bytes())
    return found.hexdigest()


def _remembered(folder: Path, student: str) -> float | None:
    """The score of a finished grading of just this submission."""
    with suppress(OSError, ValueError, KeyError):
        known = json.loads(_mark(folder, student).read_text("utf-8"))
        if _digest(folder, student) in (known["submitted"], known["prepared"]):
            return float(known["score"])
    return None
