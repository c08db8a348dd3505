"""The Python face: plans, comparisons and built projects as DataFrames (`import compare as cp`)."""
