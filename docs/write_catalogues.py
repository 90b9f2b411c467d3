"""Write the catalogues of events and screens anew from the code: ``make docs``."""

import ast
import dataclasses
import inspect
import tempfile
from pathlib import Path
from typing import Any, get_type_hints

import click

from training_portal.cli import main
from training_portal.event_store.codec import event_classes
from training_portal.event_store.engine import make_engine
from training_portal.event_store.schema import create_schema
from training_portal.http import create_app
from training_portal.http.access import API_TOKEN, MANAGER, entry_of
from training_portal.policies import POLICIES
from training_portal.portal import AGGREGATES, PROJECTIONS, build_portal
from training_portal.settings import read_settings
from training_portal.values import Person

FOLDER = Path(__file__).parent
_OF_EVERY_EVENT = {"originator_id", "originator_version", "originator_topic", "timestamp"}


def events_page() -> str:
    """Every event: stored name, what it says, its fields, and who follows it."""
    lines = ["# Events", "", "Made from the code by `make docs`. A field marked *sealed* holds a person.", ""]
    for aggregate in AGGREGATES:
        said = inspect.getdoc(aggregate) or ""
        lines += [f"## {aggregate.__name__}", "", said.splitlines()[0] if said else "", ""]
        lines += ["| event | stored as | version | what happened | fields | views | policies |"]
        lines += ["|---|---|---|---|---|---|---|"]
        sentences = _sentences(aggregate)
        for event_class in event_classes(aggregate):
            lines.append(_event_row(event_class, sentences.get(event_class.__name__, "")))
        lines.append("")
    return "\n".join(lines)


def _event_row(event_class: Any, sentence: str) -> str:
    hints = get_type_hints(event_class)
    fields = [
        f"{field.name}: {_type_name(hints[field.name])}"
        for field in dataclasses.fields(event_class)
        if field.name not in _OF_EVERY_EVENT
    ]
    views = [p.name for p in PROJECTIONS if event_class in p.followed_events()]
    policies = [policy.__name__ for policy in POLICIES.get(event_class, ())]
    cells = (
        event_class.__name__,
        f"`{event_class.TOPIC}`",
        str(getattr(event_class, "class_version", 1)),
        sentence,
        "<br>".join(fields),
        "<br>".join(views),
        "<br>".join(policies),
    )
    return "| " + " | ".join(cells) + " |"


def _type_name(hint: Any) -> str:
    name = hint.__name__ if isinstance(hint, type) and not getattr(hint, "__args__", None) else str(hint)
    plain = name.replace("training_portal.values.", "").replace("datetime.", "").replace(" | ", " or ")
    for aggregate in AGGREGATES:
        plain = plain.replace(f"{aggregate.__module__}.", "")
    return plain + (" *(sealed)*" if Person.__name__ in plain else "")


def _sentences(aggregate: type) -> dict[str, str]:
    """The first sentence of each event's docstring, read from the source: the classes themselves lose it."""
    tree = ast.parse(Path(inspect.getfile(aggregate)).read_text(encoding="utf-8"))
    [body] = [n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == aggregate.__name__]
    nested = [node for node in body if isinstance(node, ast.ClassDef)]
    return {node.name: (ast.get_docstring(node) or "").split("\n")[0] for node in nested}


def screens_page() -> str:
    """Every address with who may enter, and every command of the command line."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"TRAINING_PORTAL_DATA": folder}).with_changes(mailbox_page=True)
        engine = make_engine(settings.database_url)
        create_schema(engine)
        engine.dispose()
        portal = build_portal(settings)
        app = create_app(portal)
        rows = sorted(_routes(app))
        portal.store.engine.dispose()
    lines = [
        "# Screens",
        "",
        "Made from the code by `make docs`.",
        "",
        "| address | method | who may enter | where |",
    ]
    lines += ["|---|---|---|---|", *(f"| `{a}` | {m} | {who} | {where} |" for a, m, who, where in rows), ""]
    return "\n".join([*lines, "# Command line", "", *_commands("training-portal", main), ""])


def _routes(app: Any) -> list[tuple[str, str, str, str]]:
    rows = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            entry = entry_of(app, rule.endpoint, method)
            who = ", ".join(sorted(kind.value.replace("_", " ") for kind in entry.kinds)) if entry else ""
            roles = f" ({', '.join(sorted(entry.roles))})" if entry and entry.roles else ""
            of_managers = entry and entry.kinds & {MANAGER, API_TOKEN}
            needs = f", right: {entry.needed(method)}" if entry and of_managers else ""
            also = ", suspended too" if entry and entry.suspended else ""
            rows.append((rule.rule.replace("|", "\\|"), method, who + roles + needs + also, rule.endpoint))
    return rows


def _commands(name: str, command: click.Command) -> list[str]:
    if isinstance(command, click.Group):
        inner = sorted(command.commands.items())
        return [line for word, one in inner for line in _commands(f"{name} {word}", one)]
    arguments = " ".join(
        parameter.make_metavar(click.Context(command))
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    )
    return [f"- `{' '.join(f'{name} {arguments}'.split())}`: {command.get_short_help_str(200)}"]


def catalogues() -> dict[Path, str]:
    """The text of each catalogue, by its path."""
    return {FOLDER / "events.md": events_page(), FOLDER / "screens.md": screens_page()}


if __name__ == "__main__":
    for path, text in catalogues().items():
        path.write_text(text, encoding="utf-8")
