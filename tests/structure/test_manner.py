"""The house's manner, where a test can keep it: sizes, names, the clock, imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "training_portal"
LONG_FILES = {
    "application/past_trainings.py": "one list of past certificates, judged row by row and then recorded",
    "projections/trainees.py": "the trainees of a company, and everything that is asked about them",
    "aggregates/certificate.py": "the events of a certificate's whole life, and the rules between them",
    "aggregates/enrolment.py": "the events of a whole course of study, and the rules between them",
    "aggregates/invoice.py": "the events of an invoice's whole life, and the rules between them",
    "aggregates/payment.py": "the events of money from first to last cent, and the rules between them",
    "projections/certified_trainees.py": "the one view of certificates, with every index they are asked by",
    "projections/orders.py": "the three tables of orders, with what each event changes in them",
    "projections/invoices.py": "the one view of invoices, with all that is asked about them",
    "aggregates/trainee.py": "the events of a person's whole time with a company, and the rules between them",
    "http/schemas/api.py": "the one place that lists what the API sends and takes",
    "migration/versions/0001_the_first_schema.py": "every table, written by Alembic",
}
CLOCKS = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(")
VAGUE = {"util", "utils", "helper", "helpers", "service", "handler", "base", "common", "misc", "data", "info"}


def _files() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


def test_files_stay_short_enough_to_read() -> None:
    long = {name for name, text in _files() if text.count("\n") > 250}
    assert long <= set(LONG_FILES), long - set(LONG_FILES)


def test_functions_stay_short_enough_to_see_whole() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, text in _files()
        if not name.startswith("migration/versions/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 45
    ]
    assert long == []


def test_nobody_imports_inside_a_function() -> None:
    hidden = [
        f"{name}:{inner.lineno}"
        for name, text in _files()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_only_the_clock_asks_the_time() -> None:
    assert [name for name, text in _files() if CLOCKS.search(text)] == ["clock.py"]


def test_names_say_what_things_are() -> None:
    vague = []
    for name, text in _files():
        vague += [name] if VAGUE & set(re.split(r"[/_.]", name)) else []
        classes = [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
        words = {word.lower() for one in classes for word in re.findall(r"[A-Z][a-z]+", one)}
        vague += [f"{name}: {words & VAGUE}"] if words & VAGUE else []
    assert vague == []


def test_every_module_and_public_function_says_what_it_is() -> None:
    silent = []
    for name, text in _files():
        tree = ast.parse(text)
        if text.strip() and not ast.get_docstring(tree) and not name.startswith("migration/versions/"):
            silent.append(name)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                silent += [] if ast.get_docstring(node) else [f"{name}: {node.name}"]
    assert [one for one in silent if "upgrade" not in one] == []
