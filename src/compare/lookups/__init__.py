"""Judgements kept as data: every row carries its reason, save the plain lists of functions and places.

The package knows what is true of the language and of whole families of plans. What is true of a
few plans alone stands beside them, in the folder `lookups/` next to `plans.csv`; `read_lookups`
lays it over the packaged rows. A build is given its `Lookups`, and brings them into use
(`use_lookups`) for the functions below it, which ask `read_lookup` for rows.
"""

from compare.lookups.active import (
    bind_lookups,
    cache_by_lookups,
    find_active,
    read_lookup,
    set_lookups,
    use_lookups,
)
from compare.lookups.project import FOLDER, read_lookups, read_own_lookups
from compare.lookups.rows import PACKAGED, Lookups, Row, Rows, parse_lookup

__all__ = [
    "FOLDER",
    "PACKAGED",
    "Lookups",
    "Row",
    "Rows",
    "bind_lookups",
    "cache_by_lookups",
    "find_active",
    "parse_lookup",
    "read_lookup",
    "read_lookups",
    "read_own_lookups",
    "set_lookups",
    "use_lookups",
]
