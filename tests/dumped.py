"""All that a database holds, as text, to compare or to look for what must not be there."""

import sqlite3


def dumped(database: sqlite3.Connection, *without: str) -> str:
    """Each row of each table but those named; of the search index those of the tables that it is kept in."""
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return "\n".join(
        f"{table} {tuple(row)}"
        for (table,) in tables.fetchall()
        if table not in without
        for row in database.execute(f'SELECT * FROM "{table}"')
    )
