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

__all__ = [
    "engine",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "url",
]
