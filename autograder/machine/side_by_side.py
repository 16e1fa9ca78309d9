"""Work done by several processes at once, where none that dies takes another's work with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class LostError(Exception):
    """The process that did some work was killed, twice."""


def side_by_side(
    tasks: Iterable[Task],
    work: Callable[[Task], Answer],
    jobs: int,
    enter: Callable[..., None],
    arguments: tuple[Any, ...],
    done: Callable[[Task, Answer | Exception], None],
) -> None:
    """Does `work` on all tasks, `jobs` at a time; `done` is told of each, in the order in which they end.

    `enter(*arguments)` is called once in each process. Where a process dies, what it did and what waited behind it is
    done again, each task by a process that has nothing else to do; then `done` gets a LostError for one at which it
    dies again. Tasks are not equal to each other.
    """
    for task in _round(list(tasks), work, jobs, enter, arguments, done):
        for lost in _round([task], work, 1, enter, arguments, done):
            done(lost, LostError("The process that graded it was killed."))


def _round(
    tasks: list[Task],
    work: Callable[[Task], Answer],
    jobs: int,
    enter: Callable[..., None],
    arguments: tuple[Any, ...],
    done: Callable[[Task, Answer | Exception], None],
) -> list[Task]:
    """What was lost of these tasks, in their order."""
    if not tasks:
        return []
    lost: set[int] = set()
    with ProcessPoolExecutor(
        min(jobs, len(tasks)), get_context("spawn"), initializer=enter, initargs=arguments
    ) as pool:
        running = {pool.submit(work, task): place for place, task in enumerate(tasks)}
        try:
            for future in as_completed(running):
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    lost.add(running[future])
                elif isinstance(error, Exception):
                    done(tasks[running[future]], error)
                elif error is not None:
                    raise error
                else:
                    done(tasks[running[future]], future.result())
        except BaseException:
            for process in active_children():
                process.terminate()
            pool.shutdown(cancel_futures=True)
            raise
    return [tasks[place] for place in sorted(lost)]
