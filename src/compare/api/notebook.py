"""What a notebook makes of tables: words of a plan are shown as they stand."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

# Jupyter sets what stands between dollar signs as a formula, and a formula may hold a link that
# runs script, unless an element carries one of these classes.
NO_FORMULAS = "mathjax_ignore tex2jax_ignore"
# The same for tables of pandas; `style` moreover gives cells as elements unless told otherwise.
_PLAIN = {
    "display.html.use_mathjax": False,
    "styler.html.mathjax": False,
    "styler.format.escape": "html",
}


def find_shell() -> Any:
    """The notebook (or IPython) this runs in, None where it runs in none."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def show_words_plainly() -> None:
    """In a notebook have tables show `$x$` and `<b>` as they stand; what is set later is kept."""
    if find_shell() is not None:
        _set_options()


@cache
def _set_options() -> None:
    import pandas as pd

    for option, value in _PLAIN.items():
        pd.set_option(option, value)
