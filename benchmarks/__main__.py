"""Every measurement in turn: ``python -m benchmarks [part of a name ...]``.

The results are kept in ``benchmarks/latest.json``, a list with an entry for each row.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import documents, event_store, invoices, lists, orders, projections
from benchmarks.databases import Databases, databases
from benchmarks.measuring import Row

Measure = Callable[[Databases], Row | list[Row]]

ROWS: dict[str, Measure] = {
    **{measure.__name__: measure for measure in event_store.ROWS},
    "projections": projections.rows,
    "orders": orders.order_rows,
    "lists": lists.rows,
    "invoices": invoices.rows,
    "issuing": invoices.issued_rows,
    "documents": lambda _: documents.rows(),
}
"""What is measured, by name: functions that are given fresh databases and answer a row or several."""


def measured(made: Databases, wanted: list[str]) -> Iterator[Row]:
    """The rows whose name in the table holds one of the wanted words; all, when none is wanted."""
    for name, measure in ROWS.items():
        if not wanted or any(word in name for word in wanted):
            answer = measure(made)
            yield from answer if isinstance(answer, list) else [answer]


def main() -> None:
    """Measure, show each row as it comes, keep all of them."""
    print(f"{'':67} {'ours':>10} {'floor':>10} {'ratio':>6} {'quartiles':>11} {'target':>7}")
    rows = []
    with databases() as made:
        for row in measured(made, sys.argv[1:]):
            print(_line(row), flush=True)
            rows.append(row.as_dict())
    Path(__file__).with_name("latest.json").write_text(json.dumps(rows, indent=2), encoding="utf-8")


def _line(row: Row) -> str:
    low, high = row.spread
    spread = f"{low:.2f}-{high:.2f}"
    times = f"{row.ours * 1e6:10.0f} {row.floor * 1e6:10.0f}"
    end = f"{row.target:7.2f} {'' if row.reached else 'short'}"
    return f"{row.name:67} {times} {row.ratio:6.2f} {spread:>11} {end}"


if __name__ == "__main__":
    main()
