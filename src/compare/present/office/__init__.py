"""What an office asks of a comparison: our plan against another one, side by side and on one page."""
