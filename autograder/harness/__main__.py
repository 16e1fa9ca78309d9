"""A harness process: reads requests on standard input, answers on standard output, runs student code in between.

`python -m autograder.harness ahead|later JAVA LIMITS [OPTION ...]`: Spark starts ahead of its first use, or with it;
JAVA is a program, or `own` for the one that this machine has; LIMITS are the kernel's, `nofile=4096,core=0`.
"""

from __future__ import annotations

import os
import sys
from typing import Any, BinaryIO

from autograder.harness.output import Output
from autograder.harness.rlimits import apply
from autograder.harness.service import Service
from autograder.machine.java import find_java, options_to_use_archive
from autograder.machine.priority import give_way_as_session
from autograder.wire import LINE_LIMIT, WireError, decode, encode


def main() -> None:
    """Serves until standard input ends."""
    requests, replies = _private_channels()
    sys.stdout = output = Output()
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    when, java, limits, *java_options = sys.argv[1:]
    give_way_as_session()
    apply(limits.split(","))
    if java == "own":
        java, java_options = own_java()
    service = Service(java, tuple(java_options), ahead=when == "ahead")
    while line := requests.readline(LINE_LIMIT + 1):
        request = decode(line)
        reply: dict[str, Any] = {"id": request["id"], **service.answer(request), "output": output.take()}
        try:
            replies.write(encode(reply))
        except WireError as error:
            facts = {"kind": "raised", "type": "AnswerError", "message": str(error), "where": "", "line": ""}
            replies.write(encode({"id": request["id"], "error": facts, "output": ""}))
        replies.flush()
    service.end()


def own_java() -> tuple[str, list[str]]:
    """The Java of this machine, and the option that names its archive of classes."""
    java = find_java()
    return str(java.command), list(options_to_use_archive(java))


def _private_channels() -> tuple[BinaryIO, BinaryIO]:
    """Moves the protocol away from descriptors 0 and 1, which student code and its children inherit."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, replies


if __name__ == "__main__":
    main()
