"""Commands that refuse an option given twice, and tell an exercise that there is none of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Commands(typer.Typer):
    """Commands whose options are given once, but for those that are lists: the last of two would win silently."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            cls=settings.pop("cls", Group), add_completion=False, pretty_exceptions_enable=False, **settings
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[_Function], _Function]:
        """Declares a command."""
        return super().command(name, cls=_Command, **settings)


def unknown_exercise(asked: Iterable[str], names: Sequence[str]) -> str:
    """What is to be said when one of these is no exercise; nothing otherwise."""
    strange = [f"`{name}`" for name in asked if name not in names]
    said = f"There is no exercise {' and no exercise '.join(strange)}. The exercises are {', '.join(names)}."
    return said if strange else ""


class _Command(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _refuse_repeated(self, ctx, args)
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group of such commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the words."""
        _refuse_repeated(self, ctx, args)
        return super().parse_args(ctx, args)


def _refuse_repeated(command: TyperCommand | TyperGroup, ctx: Any, args: list[str]) -> None:
    *_, order = command.make_parser(ctx).parse_args(args=list(args))
    times = Counter(param.name for param in order if param.param_type_name == "option" and not param.multiple)
    for param in order:
        if times[param.name] > 1:
            ctx.fail(f"The option {param.opts[0]} was given {times[param.name]} times. Give it once.")
