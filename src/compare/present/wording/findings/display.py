"""Findings as a notebook shows them. A plan's words are data there: they never become markup."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from compare.errors import PlanError
from compare.present.wording.findings.finding import FIGURES, Finding, Tables
from compare.present.wording.findings.listing import list_findings

# Jupyter sets formulas between dollar signs, unless the element carries one of these classes.
NO_FORMULAS = "mathjax_ignore tex2jax_ignore"


class Display:
    """Findings that show themselves in a notebook, one as a paragraph, several as a list."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)

    def __repr__(self) -> str:
        return "\n".join(f"{finding.sentence} ({finding.caveat})" for finding in self.findings)

    def _repr_html_(self) -> str:
        shown = [
            f"<strong>{escape(finding.sentence, quote=False)}</strong> "
            f"{escape(finding.caveat, quote=False)}"
            for finding in self.findings
        ]
        if len(shown) == 1:
            return f'<p class="{NO_FORMULAS}">{shown[0]}</p>'
        items = "\n".join(f"<li>{text}</li>" for text in shown)
        return f'<ul class="{NO_FORMULAS}">\n{items}\n</ul>'


def render_findings(tables: Tables, lang: str = "zh", *keys: str) -> Display:
    """The findings that the tables allow, for a notebook to show; with `keys` only those.

    render_findings(tables, "zh", "indicators") → … 项指标中，… 个规划都给出数字的只有 … 项；…
    PlanError where there is no finding of that name.
    """
    if unknown := [key for key in keys if key not in FIGURES]:
        raise PlanError(f"there is no finding {unknown[0]!r}; there are {', '.join(FIGURES)}")
    found = list_findings(tables, lang)
    return Display([finding for finding in found if not keys or finding.key in keys])
