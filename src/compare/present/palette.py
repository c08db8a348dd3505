"""The colours and marks of all products: one look for each plan, inks for everything else."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from compare.present.wording.labels import label_plans

INK, GREY, PALE, LINE_GREY = "#1a1a1a", "#5f5f5f", "#ececec", "#c4c4c4"

# Ordered so that neighbours differ in luminance as well as in hue (Okabe & Ito 2008, darkened
# and lightened), each with a marker and a hatch of its own.
COLOURS = ("#14406b", "#e08a00", "#8c2d04", "#56b4e9", "#5e3c99", "#7fc97f")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "d")
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")


@dataclass(frozen=True)
class PlanStyle:
    """How one plan looks in every product: its label, colour, marker and hatch."""

    label: str
    colour: str
    marker: str
    hatch: str


def style_plans(plans: pd.DataFrame, lang: str) -> dict[str, PlanStyle]:
    """plan_id → label, colour, marker, hatch, in catalogue order.

    The label is the place; where two plans are for one place, with the period or the id.
    """
    return {
        plan_id: PlanStyle(
            label,
            COLOURS[i % len(COLOURS)],
            MARKERS[i % len(MARKERS)],
            HATCHES[i % len(HATCHES)],
        )
        for i, (plan_id, label) in enumerate(label_plans(plans, lang).items())
    }


def lighten(colour: str, part: float = 0.8) -> str:
    """#14406b mixed with white, `part` of it white: the ground of a pattern in that colour."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(c + (255 - c) * part):02x}" for c in channels)
