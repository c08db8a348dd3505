"""Findings as a notebook shows them; a plan's words are data there and never become markup."""

from __future__ import annotations

import html
from collections.abc import Mapping

import pandas as pd

from compare.api.notebook import NO_FORMULAS
from compare.errors import PlanError
from compare.present.wording.findings import Finding, list_findings


class Findings(tuple[Finding, ...]):
    """Findings that show themselves in a notebook, one as a paragraph, several as a list."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(f"{finding.sentence} ({finding.caveat})" for finding in self)

    def _repr_html_(self) -> str:
        items = [
            f"<strong>{html.escape(f.sentence, quote=False)}</strong> "
            f"{html.escape(f.caveat, quote=False)}"
            for f in self
        ]
        if len(items) == 1:
            return f'<p class="{NO_FORMULAS}">{items[0]}</p>'
        rows = "".join(f"<li>{item}</li>\n" for item in items)
        return f'<ul class="{NO_FORMULAS}">{rows}</ul>'


def choose_findings(
    tables: Mapping[str, pd.DataFrame],
    lang: str,
    keys: tuple[str, ...],
    sources: Mapping[str, str] | None = None,
) -> Findings:
    """The findings that the tables allow, or those of these keys; PlanError lists the keys."""
    found = list_findings(tables, lang, sources=sources)
    known = [finding.key for finding in found]
    if unknown := [key for key in keys if key not in known]:
        raise PlanError(f"there is no finding {unknown[0]!r}; there are {', '.join(known)}")
    return Findings(finding for finding in found if not keys or finding.key in keys)
