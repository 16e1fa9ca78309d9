"""Answers that are alike but for names, comments and layout, exercise by exercise. A pointer for a person to look at.

Pygments reads the code, which is nobody's to run or to parse here; scikit-learn weighs what two answers share. What
stands in the skeleton or in the reference counts for nothing, and what much of the class writes counts little.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String
from sklearn.feature_extraction import text as weighing

GRAM = 5
"""Tokens in a row that are compared."""
ALIKE = 0.8
"""Cosine similarity from which the answers to an exercise are called alike."""
FEWEST = 12
"""Distinct grams from which an answer says anything: shorter ones are alike by chance."""
_DEFINITION = r"^(?:async[ ]+)?def[ \t]+{name}\b"


@dataclass(frozen=True)
class Alike:
    """The answers of two students to one exercise."""

    exercise: str
    similarity: float
    weight: float
    """How much they share that is rare in the class."""
    one: str
    other: str


@dataclass(frozen=True)
class Pair:
    """Two students, and the exercises in which they are alike."""

    students: tuple[str, str]
    answers: tuple[Alike, ...]

    @property
    def weight(self) -> float:
        """Of all that they share."""
        return sum(answer.weight for answer in self.answers)


def pairs(
    codes: Mapping[str, list[str]], exercises: Iterable[str], known: Iterable[list[str]], most: int = 40
) -> list[Pair]:
    """The pairs of students who are most alike, those who share most first.

    `codes` are the cells of each student; `known` those of what everybody was given, and of the reference.
    """
    given = list(known)
    found: dict[tuple[str, str], list[Alike]] = defaultdict(list)
    for exercise in exercises:
        answers = {student: text for student, cells in codes.items() if (text := answer(cells, exercise))}
        common = {gram for cells in given for gram in grams(answer(cells, exercise))}
        for alike, students in _alike(exercise, answers, common):
            found[students].append(alike)
    every = [Pair(students, tuple(answers)) for students, answers in found.items()]
    return sorted(every, key=lambda pair: (-pair.weight, pair.students))[:most]


def answer(cells: Iterable[str], exercise: str) -> str:
    """What a student wrote for an exercise: the last cell that defines it, or of a cell with more only the function."""
    pattern = re.compile(_DEFINITION.format(name=re.escape(exercise)), re.MULTILINE)
    holding = [cell for cell in cells if pattern.search(cell)]
    if not holding:
        return ""
    cell = holding[-1]
    if len(re.findall(r"^(?:async[ ]+)?def\b|^class\b", cell, re.MULTILINE)) <= 4:
        return cell
    begin = [match.start() for match in pattern.finditer(cell)][-1]
    following = re.compile(r"^(?:def|class|async|@|\w)", re.MULTILINE).search(
        cell, cell.index("\n", begin) if "\n" in cell[begin:] else len(cell)
    )
    return cell[begin : following.start() if following else len(cell)]


def grams(text: str) -> list[str]:
    """Runs of tokens, in which names of one's own are all the same; comments, docstrings and layout are none."""
    tokens = _tokens(text)
    return [" ".join(tokens[place : place + GRAM]) for place in range(len(tokens) - GRAM + 1)]


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for kind, value in PythonLexer().get_tokens(text):
        if kind in Comment or kind in String.Doc or not value.strip():
            continue
        if kind in String:
            if not found or found[-1] != "'":
                found.append("'")
        elif kind in Name:
            known = kind in Name.Builtin or kind in Name.Exception or (found and found[-1] == ".")
            found.append(value if known else "n")
        elif kind in Number or kind in Keyword or kind in Operator or kind in Punctuation:
            found.append(value)
    return found


def _alike(exercise: str, answers: Mapping[str, str], common: set[str]) -> Iterable[tuple[Alike, tuple[str, str]]]:
    own = {student: [gram for gram in grams(text) if gram not in common] for student, text in answers.items()}
    own = {student: kept for student, kept in sorted(own.items()) if len(set(kept)) >= FEWEST}
    if len(own) < 2:
        return
    students = list(own)
    vectors = weighing.TfidfVectorizer(analyzer=lambda student: own[student], norm=None).fit_transform(students)
    # What one student alone wrote says nothing about two; what all wrote has the least weight there is.
    norms = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    shared = (vectors @ vectors.T).toarray()
    for i, j in combinations(range(len(students)), 2):
        similarity = float(shared[i, j] / (norms[i] * norms[j]))
        if similarity >= ALIKE:
            alike = Alike(
                exercise, similarity, float(np.sqrt(shared[i, j])), answers[students[i]], answers[students[j]]
            )
            yield alike, (students[i], students[j])
