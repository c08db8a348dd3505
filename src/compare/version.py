"""The version of this software, beside which tables are read and cited."""

__version__ = "0.1.0"
