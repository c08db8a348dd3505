"""Turn county plans into task tables and compare them."""

__version__ = "0.1.0"
