"""Lets go of Java objects that Python has forgotten, many at a time: PySpark sends a message for each.

That was a quarter of all messages of a grading.
"""

from __future__ import annotations

from typing import Any

from py4j.clientserver import JavaClient
from py4j.protocol import ENTRY_POINT_OBJECT_ID, GATEWAY_SERVER_OBJECT_ID

_MANY = 500
_forgotten: list[str] = []


def collect_what_is_forgotten() -> None:
    """From now on forgotten objects are noted, and stay until `let_go`."""

    def garbage_collect_object(self: JavaClient, target_id: str, enqueue: bool = True) -> None:
        if target_id not in (ENTRY_POINT_OBJECT_ID, GATEWAY_SERVER_OBJECT_ID):  # these are never let go
            _forgotten.append(target_id)

    JavaClient.garbage_collect_object = garbage_collect_object


def let_go(gateway: Any) -> None:
    """Takes forgotten objects, where there are many, out of the table by which the JVM keeps them alive."""
    if len(_forgotten) < _MANY:
        return
    names, _forgotten[:] = list(_forgotten), []
    java = gateway.jvm.java.util
    listed = java.Collections.list(java.StringTokenizer(" ".join(names)))
    gateway.java_gateway_server.getGateway().getBindings().keySet().removeAll(listed)
