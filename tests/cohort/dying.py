"""Work at which a process dies; in a module of its own, for other processes to import."""

import os


def enter():
    pass


def square(folder, number):
    """Dies at 3 always, at 4 the first time; raises at 5."""
    if number == 3 or (number == 4 and not (mark := folder / "four").exists()):
        if number == 4:
            mark.touch()
        os._exit(9)
    if number == 5:
        raise ValueError("five")
    return number * number
