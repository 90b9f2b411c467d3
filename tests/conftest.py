"""What every test may ask for. `url` and `engine` are a fresh database, once of each kind."""

from databases import (
    engine,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
    url,
)
from worlds import changed_mini, mini, sqlite_world, world

__all__ = [
    "changed_mini",
    "engine",
    "mini",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "sqlite_world",
    "url",
    "world",
]
