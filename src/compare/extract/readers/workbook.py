"""Workbook that came back from an office → its sheets.

Read apart as plans are: one cell far down, of a few bytes, makes the parser ask for all before it.
"""

from __future__ import annotations

import json
from io import BytesIO

from compare.errors import PlanError


def read_workbook(data: bytes) -> str:
    """The sheets of a workbook by name as JSON: `{"任务分工": [["序号", "任务"], ["1", "建设书屋"]]}`.

    A day is as `2025-06-30`. PlanError where the file is no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names
        }
    except CalamineError as error:
        raise PlanError(f"is no workbook that can be read ({error})") from error
    return json.dumps(sheets, ensure_ascii=False, default=str)
