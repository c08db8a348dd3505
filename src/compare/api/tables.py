"""What a comparison and a built project have in common: tables by name, and what they give."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from compare.api.citation import cite_plans
from compare.api.notebook import NO_FORMULAS
from compare.api.tidy import tidy_tasks
from compare.errors import PlanError
from compare.extract.clean import clean
from compare.lookups import PACKAGED, Lookups, use_lookups
from compare.present.wording.texts import check_language
from compare.schema import TABLES
from compare.settings import Settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from compare.api.findings import Findings


class LazyTables(Mapping[str, pd.DataFrame]):
    """Tables by name, each made when it is first asked for, and kept."""

    def __init__(
        self,
        made: Mapping[str, pd.DataFrame],
        steps: Mapping[str, Callable[[], pd.DataFrame]],
        lookups: Lookups = PACKAGED,
    ) -> None:
        self._made = dict(made)
        self._steps = dict(steps)
        self._lookups = lookups

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            with use_lookups(self._lookups):
                self._made[name] = self._steps[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._made or name in self._steps

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._made, *self._steps]))

    def __len__(self) -> int:
        return len({*self._made, *self._steps})

    def count_rows(self, name: str) -> int | None:
        """The rows of a table, None where it is not made yet."""
        return len(self._made[name]) if name in self._made else None


class TableSet:
    """Tables by name as attributes or items, and the texts their rows come from.

    `tables.tasks` or `tables["tasks"]`: a DataFrame; grain, columns and units of each table stand
    in the data dictionary (docs/data-dictionary.md).
    """

    tables: LazyTables
    lookups: Lookups = PACKAGED

    @cached_property
    def settings(self) -> Settings:
        """How the plans are compared."""
        raise NotImplementedError

    @cached_property
    def sources(self) -> dict[str, str]:
        """plan_id → the source text that all offsets (`start`, `end`) count in."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise PlanError(f"there is no table {name!r}; there are {', '.join(self.tables)}")
        return self.tables[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", ())
        if name in tables:
            return self[name]
        kind = type(self).__name__
        raise AttributeError(f"{kind} has no table or method {name!r}; it has {', '.join(tables)}")

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *self.__dict__.get("tables", ())]

    def __repr__(self) -> str:
        names = ", ".join(map(str, self["plans"]["plan_id"]))
        return f"<{type(self).__name__} of {names}: {', '.join(self.tables)}>"

    def _repr_html_(self) -> str:
        rows = (
            f"<tr><td>{html.escape(name)}</td><td>{_show_count(self.tables.count_rows(name))}</td>"
            f"<td>{html.escape(TABLES[name].grain)}</td></tr>"
            for name in self.tables
        )
        plans = "、".join(t or p for p, t in self["plans"][["plan_id", "title"]].to_numpy())
        head = "<tr><th>table</th><th>rows</th><th>grain</th></tr>"
        table = f"<table>{head}{''.join(rows)}</table>"
        return f'<div class="{NO_FORMULAS}"><p>{html.escape(plans)}</p>{table}</div>'

    def read(self, plan_id: str, start: int, end: int, *, cleaned: bool = False) -> str:
        """The published text between two offsets, as it stands; `cleaned`: as the tables quote it.

        `comparison.read("海安", 2778, 2800)` → `（一）青少年科学素质提升行动`. PlanError names
        the plans there are.
        """
        if plan_id not in self.sources:
            raise PlanError(f"there is no plan {plan_id!r}; there are {', '.join(self.sources)}")
        text = self.sources[plan_id][int(start) : int(end)]
        return clean(text) if cleaned else text

    def draw(self, name: str, lang: str = "zh") -> Figure:
        """A chart by its name as a matplotlib figure, labels in Chinese (`zh`) or English (`en`).

        In a notebook it shows itself, the same bytes each time; `figure.savefig("图.png")` writes
        it. PlanError lists the charts there are.
        """
        from compare.api.figure import show_figure
        from compare.present.charts.draw import draw_figure

        known = self.list_figures()
        if name not in known:
            raise PlanError(f"there is no figure {name!r}; there are {', '.join(known)}")
        check_language(lang)
        with use_lookups(self.lookups):
            return show_figure(draw_figure(name, self._choose_tables(name), lang), name)

    def list_figures(self) -> list[str]:
        """The names that `draw` takes here."""
        from compare.present.charts.draw import list_figures

        return list_figures(dict.fromkeys(self.tables, pd.DataFrame()))

    def list_findings(self, *keys: str, lang: str = "zh") -> Findings:
        """The headline sentences of the report, each with what it does not say; `keys`: only those.

        `list_findings("indicators")` → 31 项指标中，各规划都给出数字的只有 2 项…. They show
        themselves in a notebook. PlanError lists the keys there are.
        """
        from compare.api.findings import choose_findings

        check_language(lang)
        with use_lookups(self.lookups):
            return choose_findings(self.tables, lang, keys, self.sources)

    def _choose_tables(self, figure: str) -> dict[str, pd.DataFrame]:
        """The tables a figure is drawn from, so that no other is worked out for it."""
        from compare.present.charts.draw import FIGURES

        chart = FIGURES[figure]
        wanted = {*chart.draw_tables, *chart.size_tables, *chart.optional}
        return {name: self[name] for name in self.tables if name in wanted}

    def tidy(self) -> pd.DataFrame:
        """One row per task, with its departments by role and its targets: made for pivot tables.

        plan_id, place, task_id, kind (key_task or safeguard), chapter, section_title, task_no,
        title, body: as in `tasks` and `plans`. lead, support, responsible: the departments of that
        role, joined by `;`. scope: what the clauses that name them speak for (task, item,
        section, document). target_count: quantities aimed at; indicators, target_quotes: what they are of
        and the clauses they stand in, joined by `;`. start, end: the task's place in the source
        text, in characters.

        加强科普基地建设 … lead 科协, support 教育局;文旅局, target_count 1, target_quotes 新建科普基地5家
        """
        names = ("plans", "tasks", "assignments", "departments", "targets")
        return tidy_tasks(*(self[name] for name in names))

    def cite(self) -> str:
        """How to cite the software and these plans; what is not known is said (see `cite`)."""
        return cite_plans(self["plans"])


def _show_count(count: int | None) -> str:
    return "…" if count is None else f"{count:,}"
