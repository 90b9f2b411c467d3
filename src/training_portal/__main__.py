"""``python -m training_portal``: the same as the console script."""

from .cli import main

main()
