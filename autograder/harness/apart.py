"""Keeps the exercises of a submission apart: each meets the process as the first one did, or the judge is told so."""

from __future__ import annotations

from autograder.harness.libraries import Libraries, strangers
from autograder.harness.spark import Spark
from autograder.harness.surroundings import Surroundings
from autograder.harness.wear import worn


class Apart:
    """What a process shares, as it was before any student code ran, and whether it has been changed since."""

    def __init__(self, spark: Spark) -> None:
        self._spark = spark
        self._surroundings = Surroundings()
        self._libraries = Libraries()
        self._exercise = ""
        self.changed = False

    def begin(self) -> None:
        """Another submission."""
        self._exercise = ""
        self.changed = False

    @property
    def has_met_students(self) -> bool:
        """Whether code of this submission has run here."""
        return bool(self._exercise)

    def put_back(self) -> None:
        """Brings back what was changed."""
        found = [*self._surroundings.put_back(), *self._libraries.put_back()]
        self.changed |= bool(found) and bool(self._exercise)

    def is_worn_for(self, exercise: str) -> bool:
        """Makes the process ready for an exercise, and says whether it cannot be."""
        before, self._exercise = self._exercise, exercise
        try:
            self.put_back()
            if before != exercise:
                self._spark.put_back()
        except Exception:  # without a free descriptor nothing can be put back
            return bool(before) and before != exercise
        return bool(before) and before != exercise and worn(self._spark.jvm.pid)

    def meet(self) -> None:
        """Remembers what libraries were imported, before anybody changes them."""
        self._libraries.meet()

    def is_suspect(self) -> bool:
        """Whether an exercise that failed may owe that to another one."""
        try:
            changed = [*self._surroundings.put_back(), *self._libraries.put_back()]
        except Exception:
            return True
        return self.changed or bool(changed) or strangers() or worn(self._spark.jvm.pid)
