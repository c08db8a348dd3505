"""The offline page: all plans side by side in one HTML file."""
