"""The two pipes of a harness: one request goes out, one line comes back, whatever the other side does meanwhile."""

from __future__ import annotations

import os
import selectors
from collections.abc import Callable
from typing import Any

from autograder.wire import LINE_LIMIT

_WAIT_SECONDS = 0.1
_AT_ONCE = 64 << 10


class LostError(Exception):
    """The harness ended or broke the rules; the message says how, as in `the harness ended`."""


def exchange(stdin: Any, stdout: Any, message: bytes, look: Callable[[], None]) -> bytes:
    """Sends a request and returns the one line that answers it.

    Neither side of the pipe is ever waited for without `look`, which raises when the time is up: not when the harness
    does not read, not when it answers a byte at a time.
    """
    out, into = stdout.fileno(), stdin.fileno()
    os.set_blocking(into, False)
    unsent, line = memoryview(message), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(out, selectors.EVENT_READ)
        selector.register(into, selectors.EVENT_WRITE)
        while True:
            ready = {key.fd for key, _ in selector.select(_WAIT_SECONDS)}
            if out in ready:
                line += _received(out)
                if unsent:
                    raise LostError("spoke before it was asked" if line else "ended")
                if len(line) > LINE_LIMIT:
                    raise LostError(f"sent an answer of more than {LINE_LIMIT >> 20} MiB")
                end = line.find(b"\n")
                if end == len(line) - 1:
                    return bytes(line)
                if end >= 0:
                    raise LostError("sent more than one reply")
            elif into in ready:
                unsent = unsent[_sent(into, unsent[:_AT_ONCE]) :]
                if not unsent:
                    selector.unregister(into)
            look()


def _received(descriptor: int) -> bytes:
    block = os.read(descriptor, 1 << 20)
    if not block:
        raise LostError("ended")
    return block


def _sent(descriptor: int, part: memoryview) -> int:
    try:
        return os.write(descriptor, part)
    except BlockingIOError:
        return 0
    except OSError:
        raise LostError("ended") from None
