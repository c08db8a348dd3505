"""Tables as Arrow: the form in which large ones wait on disk, and from which Parquet is made.

Text stands as numbers of its wordings, so that a table of a million rows is written and read in
tenths of a second, which pickling takes seconds for, and in a third of the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from compare.errors import PlanError, tell_install
from compare.schema import TABLES, check_table

_ARROW = {"str": "string", "int": "int64", "float": "float64", "bool": "bool_"}


def import_arrow() -> Any:
    """pyarrow with what reads datasets; PlanError where it is not installed."""
    try:
        import pyarrow
        import pyarrow.dataset
    except ImportError as error:
        raise PlanError(
            f"tables as Parquet need pyarrow: {tell_install('parquet')}, or take --format csv"
        ) from error
    return pyarrow


def make_arrow(frame: pd.DataFrame, name: str) -> Any:
    """A checked table as one of Arrow, its text as numbers of its wordings."""
    pa = import_arrow()
    schema = build_schema(name, [*frame.columns])
    columns = [
        _number_wordings(frame[field.name])
        if field.type == pa.string()
        else pa.array(frame[field.name], field.type, from_pandas=True)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, [*frame.columns])


def _number_wordings(texts: pd.Series[Any]) -> Any:
    """A column of text as numbers of its wordings, which it may be already."""
    pa = import_arrow()
    if isinstance(texts.dtype, pd.CategoricalDtype):
        numbers, wordings = texts.cat.codes.to_numpy(), texts.cat.categories.to_numpy()
    else:
        numbers, wordings = pd.factorize(texts.to_numpy(dtype=object))
    numbers = pa.array(numbers.astype("int32"), mask=numbers < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(wordings, pa.string()))


def build_schema(name: str, columns: Sequence[str]) -> Any:
    """The types of these columns of a table; one that the schema does not have is text."""
    pa = import_arrow()
    known = {column.name: getattr(pa, _ARROW[column.type])() for column in TABLES[name].columns}
    return pa.schema([(column, known.get(column, pa.string())) for column in columns])


def hold_table(frame: pd.DataFrame, name: str, path: Path) -> None:
    """Write a checked table to a file of its own; pickled where pyarrow is not installed.

    Its text may stand as categories, and comes back as text.
    """
    if not find_spec("pyarrow"):
        check_table(frame, name).to_pickle(path)
        return
    pa = import_arrow()
    table = make_arrow(frame, name)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    del table
    pa.default_memory_pool().release_unused()


def read_held(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The table that was held there as it was, or only some of its columns."""
    if not find_spec("pyarrow"):
        frame: pd.DataFrame = pd.read_pickle(path)
        return frame if columns is None else frame[[*columns]]
    table = map_held(path)
    names = table.column_names if columns is None else columns
    return pd.DataFrame({name: _read_column(table[name]) for name in names}, copy=False)


def map_held(path: Path) -> Any:
    """The table that was held there, of Arrow; its file is read where a column is."""
    pa = import_arrow()
    try:
        with pa.memory_map(str(path)) as file:
            return pa.ipc.open_file(file).read_all()
    except (OSError, pa.ArrowException) as error:
        raise PlanError(f"cannot be read again ({error})", str(path)) from error


def _read_column(column: Any) -> pd.Series[Any]:
    """One column as a checked table has it; of text each wording is held once."""
    pa = import_arrow()
    values = column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        wordings = values.dictionary.to_numpy(zero_copy_only=False)
        return pd.Series(wordings[values.indices.to_numpy()], dtype=object)
    if pa.types.is_floating(values.type):
        return pd.Series(np.array(values.to_numpy(zero_copy_only=False)))
    is_number = pa.types.is_integer(values.type)
    typed: Any = pd.Int64Dtype() if is_number else pd.BooleanDtype()
    return pd.Series(typed.__from_arrow__(values))
