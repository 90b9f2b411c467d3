"""How a child tells what it did: by whole lines, so that a kill cuts none in two."""

import json
import os
import sys
from typing import Any


def tell(*words: Any) -> None:
    """Say a line. It has left this process when the call is over."""
    os.write(sys.stdout.fileno(), json.dumps(words).encode() + b"\n")
