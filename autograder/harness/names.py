"""Remembers what the names of Java classes stand for.

PySpark asks the JVM afresh for each class it names, many times a batch, and every wrong guess on the way searches some
two hundred jars: that was half of the processor time of a batch.
"""

from __future__ import annotations

from typing import Any

from py4j.java_gateway import GatewayClient
from py4j.protocol import (
    JVM_IMPORT_SUB_COMMAND_NAME,
    JVMVIEW_COMMAND_NAME,
    METHOD_TYPE,
    REFL_GET_MEMBER_SUB_COMMAND_NAME,
    REFL_GET_UNKNOWN_SUB_COMMAND_NAME,
    REFLECTION_COMMAND_NAME,
    SUCCESS,
    SUCCESS_CLASS,
    SUCCESS_PACKAGE,
)

_WHAT_IS = REFLECTION_COMMAND_NAME + REFL_GET_UNKNOWN_SUB_COMMAND_NAME
_MEMBER = REFLECTION_COMMAND_NAME + REFL_GET_MEMBER_SUB_COMMAND_NAME
_IMPORT = JVMVIEW_COMMAND_NAME + JVM_IMPORT_SUB_COMMAND_NAME


def remember_names() -> None:
    """From now on each gateway is asked once what a name is; an import, which may change that, clears its memory."""
    original = GatewayClient.send_command

    def send_command(self: GatewayClient, command: str, *args: Any, **kwargs: Any) -> Any:
        known: dict[str, str] = self.__dict__.setdefault("known_names", {})
        if command in known:
            return known[command]
        answer = original(self, command, *args, **kwargs)
        if command.startswith(_IMPORT):
            known.clear()
        elif (command.startswith(_WHAT_IS) and answer.startswith((SUCCESS_CLASS, SUCCESS_PACKAGE))) or (
            command.startswith(_MEMBER) and answer.startswith(SUCCESS + METHOD_TYPE)
        ):
            known[command] = answer
        return answer

    GatewayClient.send_command = send_command
