"""The nursery's own side: reads jobs from its input and forks a child for each."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from faults.amender import amend
from faults.biller import bill
from faults.buyer import buy
from faults.holder import hold
from faults.mail_server import serve
from faults.postman import deliver, stand_by
from faults.rival import vie
from faults.telling import keep_channel_to_ourselves, tell
from training_portal.application.names import new_person

JOBS: Mapping[str, Callable[..., None]] = {
    "amend": amend,
    "bill": bill,
    "buy": buy,
    "hold": hold,
    "deliver": deliver,
    "stand by": stand_by,
    "take mail": serve,
    "vie": vie,
}


def main() -> None:
    """Have one child at a time, until the input ends."""
    keep_channel_to_ourselves()
    new_person("Inès", "Caron")  # reads the fonts once for all children
    for line in sys.stdin:
        facts: dict[str, Any] = json.loads(line)
        child = os.fork()
        if child == 0:
            _grow_up(JOBS[facts.pop("job")], facts)
        os.waitpid(child, 0)
        tell("ended")


def _grow_up(job: Callable[..., None], facts: dict[str, Any]) -> None:
    status = 1
    try:
        tell("born", os.getpid())
        job(**facts)
        status = 0
    except BaseException:
        tell("failed", traceback.format_exc())
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
