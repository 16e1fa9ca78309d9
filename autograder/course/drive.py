"""Grades a class one student at a time, so that no submission stops the others and an interrupted run can go on."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.chapter import current
from autograder.course import hand_in, intake
from autograder.course.bridge import PREFIX
from autograder.course.create import configuration, enter
from autograder.course.rebuild import NOTE
from autograder.machine.parent import end_when_told, end_with_parent
from autograder.machine.side_by_side import LostError, side_by_side
from autograder.text import visible

GRADED, FAILED, KEPT, MISSING = "graded", "no grade", "graded before", "nothing handed in"


@dataclass(frozen=True)
class Status:
    """What became of one student's submission; `score` is None where there is no grade."""

    student: str
    state: str
    score: float | None
    note: str = ""


def students(folder: Path) -> list[str]:
    """Everybody whose submission was collected. Raises CourseError for what is no course."""
    enter(folder)
    return sorted(place.parent.name for place in (folder / "submitted").glob(f"*/{current().name}") if place.is_dir())


def without_submission(folder: Path) -> list[Status]:
    """Everybody in the gradebook who handed in nothing."""
    there = set(students(folder))
    with _api(folder).gradebook as gradebook:
        return [Status(one.id, MISSING, None) for one in gradebook.students if one.id not in there]


def grade_class(
    folder: Path, names: Iterable[str], jobs: int, again: bool, done: Callable[[Status], None] = lambda status: None
) -> list[Status]:
    """Grades these students, `jobs` at a time; those graded before and not submitted anew only if `again`."""
    folder = folder.resolve()
    found: list[Status] = []

    def tell(status: Status) -> None:
        found.append(status)
        done(status)

    remembered = {} if again else _remembered(folder)
    waiting = []
    for name in names:
        if name in remembered:
            tell(remembered[name])
        else:
            waiting.append(name)

    def graded(name: str, status: Status | Exception) -> None:
        tell(status if isinstance(status, Status) else Status(name, FAILED, None, visible(_told(status))))

    side_by_side(waiting, partial(grade_one, folder), jobs, _enter, (folder,), graded)
    return sorted(found, key=lambda status: status.student)


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, LostError) else repr(error)


def grade_one(folder: Path, student: str) -> Status:
    """Grades one student through nbgrader's own API; a failure leaves no score, an old one neither."""
    _mark(folder, student).unlink(missing_ok=True)
    submitted = _submitted(folder, student)  # before and after intake, which may be interrupted
    notes = intake.prepare(folder, student, current().exercises)
    api = _api(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own, of its database
        result = api.autograde(current().name, student, force=True, create=True)
    log = result.get("log") or ""
    if not result["success"]:
        with suppress(Exception):
            _forget(api.gradebook, student)
        hand_in.remove(folder / "feedback" / student / current().name)
        return Status(student, FAILED, None, visible(_reason(log + (result.get("error") or ""))))
    score = _score(api.gradebook, student)
    note = visible(" ".join([*notes, *re.findall(rf"{NOTE}(.+)", log)]))
    mark = _mark(folder, student)
    mark.parent.mkdir(exist_ok=True)
    part = mark.with_suffix(".part")
    facts = {"submitted": [submitted, _submitted(folder, student)], "assignment": _edition(folder), "note": note}
    part.write_text(json.dumps(facts), encoding="utf-8")
    part.replace(mark)
    gc.collect()  # nbgrader leaves cycles behind, which Python would let grow with the class
    return Status(student, GRADED, score, note)


def _enter(folder: Path) -> None:
    os.chdir(folder)
    end_when_told()
    end_with_parent()  # whoever starts again after a kill finds nobody still writing to the gradebook


def _api(folder: Path) -> Any:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))  # for alembic
    config = configuration(folder)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def _score(gradebook: Any, student: str) -> float:
    with gradebook as opened:
        return float(opened.find_submission(current().name, student).score)


def _forget(gradebook: Any, student: str) -> None:
    """Takes the automatic points away, so that an older grading is not taken for this one; a person's points stay."""
    with gradebook as opened:
        for grade in _by_the_judge(opened.find_submission(current().name, student)):
            grade.auto_score = None
            if grade.name.removeprefix(PREFIX) in current().extra_credit:
                grade.extra_credit = None
            grade.needs_manual_grade = True
        opened.db.commit()


def _by_the_judge(submission: Any) -> list[Any]:
    """The gradebook's entries that are the judge's, and not a person's."""
    return [grade for notebook in submission.notebooks for grade in notebook.grades if grade.name.startswith(PREFIX)]


def _reason(log: str) -> str:
    """The last error that a log tells of."""
    errors = re.findall(r"^\s*(?:[\w.]+\.)?(\w+(?:Error|Exception)): (.+)$", log, re.MULTILINE)
    told = [f"{kind}: {text}" for kind, text in errors if kind != "NbGraderException"]
    return (told or [log.strip().splitlines()[-1] if log.strip() else "nbgrader gave no reason"])[-1][:500]


def _mark(folder: Path, student: str) -> Path:
    return folder / ".graded" / f"{hand_in.key(student)}.json"


def _submitted(folder: Path, student: str) -> str:
    return hand_in.digest(hand_in.submitted(folder, student))


def _edition(folder: Path) -> str:
    """The kit and the release that a submission is graded by."""
    return hashlib.sha256(__version__.encode() + hand_in.released(folder).read_bytes()).hexdigest()


def _remembered(folder: Path) -> dict[str, Status]:
    """Whose grading was finished, for the submission that is there now, and stands in the gradebook."""
    if not any((folder / ".graded").glob("*.json")):
        return {}
    found, edition = {}, _edition(folder)
    with _api(folder).gradebook as gradebook:
        for submission in gradebook.assignment_submissions(current().name):
            name = submission.student_id
            with suppress(OSError, ValueError, KeyError):
                known = json.loads(_mark(folder, name).read_text("utf-8"))
                grades = _by_the_judge(submission)
                stands = grades and all(grade.auto_score is not None for grade in grades)
                if stands and known["assignment"] == edition and _submitted(folder, name) in known["submitted"]:
                    found[name] = Status(name, KEPT, float(submission.score), str(known["note"]))
    return found
