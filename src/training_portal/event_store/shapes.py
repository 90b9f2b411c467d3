"""How each type that an event may hold is written as JSON and read back, prepared once for each class."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from training_portal.event_store.sealing import Seal
from training_portal.values import Person

Convert = Callable[[Any, Seal, str], Any]
"""Turns a value into JSON or back; takes the seal of its event and its place inside the event."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a type is written and read. None leaves the value as JSON has it."""

    write: Convert | None
    read: Convert | None
    holds_people: bool = False


PLAIN = Shape(None, None)


def shape_of(annotation: Any) -> Shape:
    """The shape of an annotated type: text, numbers, days, instants, enumerations, dataclasses, series.

    Errors: TypeError for a type that has no stable form in JSON.
    """
    if annotation in (str, int, bool, NoneType):
        return PLAIN
    if annotation is Person:
        return Shape(_seal, _open, holds_people=True)
    if annotation in (datetime, date):
        return Shape(lambda v, _s, _p: v.isoformat(), lambda v, _s, _p: annotation.fromisoformat(v))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Shape(lambda v, _s, _p: v.value, lambda v, _s, _p: annotation(v))
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _dataclass_shape(annotation)
    return _compound_shape(annotation)


def people_in(value: Any) -> Iterator[str]:
    """The ids of the persons inside an event's value, written or not."""
    if isinstance(value, Person):
        yield value.id
    elif isinstance(value, dict):
        if value.keys() == {"id", "sealed"}:
            yield value["id"]
        for part in value.values():
            yield from people_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from people_in(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from people_in(getattr(value, field.name))


def missing_fields(cls: type[Any], present: dict[str, Any]) -> dict[str, Any]:
    """The defaults of a dataclass's fields that were added after a value was stored."""
    return {f.name: _default(f) for f in fields(cls) if f.name not in present and _has_default(f)}


def _seal(person: Person, seal: Seal, place: str) -> dict[str, str]:
    return seal.write(person, place)


def _open(written: dict[str, str], seal: Seal, place: str) -> Person:
    return seal.read(written, place)


def _dataclass_shape(cls: type[Any]) -> Shape:
    hints = get_type_hints(cls)
    shapes = [(f.name, f".{f.name}", shape_of(hints[f.name])) for f in fields(cls)]

    def write(value: Any, seal: Seal, place: str) -> dict[str, Any]:
        parts = [(name, dot, s.write, getattr(value, name)) for name, dot, s in shapes]
        return {n: part if write is None else write(part, seal, place + dot) for n, dot, write, part in parts}

    def read(written: dict[str, Any], seal: Seal, place: str) -> Any:
        return cls(
            **{
                name: written[name] if s.read is None else s.read(written[name], seal, place + dot)
                for name, dot, s in shapes
                if name in written
            }
        )

    return Shape(write, read, any(s.holds_people for _, _, s in shapes))


def _compound_shape(annotation: Any) -> Shape:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType) and NoneType in parts and len(parts) == 2:
        return _optional_shape(shape_of(next(part for part in parts if part is not NoneType)))
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return _sequence_shape(tuple, shape_of(parts[0]))
    if origin is list:
        return _sequence_shape(list, shape_of(parts[0]))
    if origin is tuple and Ellipsis not in parts:
        return _row_shape([shape_of(part) for part in parts])
    if origin is dict and parts[0] is str:
        return _mapping_shape(shape_of(parts[1]))
    raise TypeError(f"an event cannot hold {annotation}")


def _optional_shape(inner: Shape) -> Shape:
    write, read = inner.write, inner.read
    return Shape(
        write and (lambda v, s, p: None if v is None else write(v, s, p)),
        read and (lambda v, s, p: None if v is None else read(v, s, p)),
        inner.holds_people,
    )


def _sequence_shape(make: Callable[[Any], Any], inner: Shape) -> Shape:
    write, read = inner.write, inner.read
    if write is None or read is None:
        return Shape(None, None if make is list else lambda v, _s, _p: make(v))
    return Shape(
        lambda v, s, p: [write(part, s, f"{p}.{n}") for n, part in enumerate(v)],
        lambda v, s, p: make([read(part, s, f"{p}.{n}") for n, part in enumerate(v)]),
        inner.holds_people,
    )


def _row_shape(inner: list[Shape]) -> Shape:
    def write(value: tuple[Any, ...], seal: Seal, place: str) -> list[Any]:
        pairs = enumerate(zip(value, inner, strict=True))
        return [part if s.write is None else s.write(part, seal, f"{place}.{n}") for n, (part, s) in pairs]

    def read(written: list[Any], seal: Seal, place: str) -> tuple[Any, ...]:
        pairs = enumerate(zip(written, inner, strict=True))
        return tuple(part if s.read is None else s.read(part, seal, f"{place}.{n}") for n, (part, s) in pairs)

    return Shape(write, read, any(s.holds_people for s in inner))


def _mapping_shape(inner: Shape) -> Shape:
    write, read = inner.write, inner.read
    if write is None or read is None:
        return PLAIN
    return Shape(
        lambda v, s, p: {key: write(part, s, f"{p}.{key}") for key, part in v.items()},
        lambda v, s, p: {key: read(part, s, f"{p}.{key}") for key, part in v.items()},
        inner.holds_people,
    )


def _has_default(field: "Field[Any]") -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
