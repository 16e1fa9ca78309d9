"""Which of several files is the submission: the one with answers, or else what was released."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.submission.reading import FORMS, Submission, form_of, read

Text = tuple[str, ...]


@dataclass(frozen=True)
class Released:
    """The files that students were given: their names, and the code of each. Whatever has that code has no answers."""

    names: tuple[str, ...] = ()
    texts: frozenset[Text] = frozenset()
    tools: frozenset[str] = frozenset()
    """What lies beside them and is never a submission, by its SHA-256."""

    @classmethod
    def of(cls, paths: Iterable[Path], tools: Iterable[Path], exercises: Iterable[str]) -> Released:
        """Those of these files that are there."""
        names, there = list(exercises), [path for path in paths if path.is_file()]
        texts = frozenset(text_of(read(path, names)) for path in there)
        known = frozenset(hashlib.sha256(tool.read_bytes()).hexdigest() for tool in tools if tool.is_file())
        return cls(tuple(path.name for path in there), texts, known)

    def and_also(self, one: Submission) -> Released:
        """With another text that has no answers."""
        return replace(self, texts=self.texts | {text_of(one)})

    def answered(self, found: Iterable[Submission]) -> list[Submission]:
        """Those with answers, each text once: a notebook comes before what was made of it."""
        texts: dict[Text, Submission] = {}
        for one in sorted(found, key=_form):
            if text_of(one) not in self.texts and one.sha256 not in self.tools:
                texts.setdefault(text_of(one), one)
        return list(texts.values())

    def candidates(self, found: Iterable[Submission]) -> list[Submission]:
        """Those with answers; where there is none, one of what was found, the notebook if there is one."""
        found = sorted((one for one in found if one.sha256 not in self.tools), key=_form)
        return self.answered(found) or found[:1]


def text_of(one: Submission) -> Text:
    """The code of a submission, however an editor has saved it."""
    return trimmed(one.cells)


def trimmed(cells: Iterable[str]) -> Text:
    """Cells without the blanks around them, and without empty ones."""
    return tuple(cell.strip() for cell in cells if cell.strip())


def _form(one: Submission) -> int:
    return FORMS.index(form_of(one.path))
