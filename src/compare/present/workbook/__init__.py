"""The Excel workbook: every table with names instead of ids, each number beside its sentence."""
