"""Every table of the project: its grain, its columns, their types, units and meanings.

The column names are a contract with other programs: they may be added to on the right, never
renamed. An empty cell means "not stated".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Which contract the tables keep to: another number where a column or an id changes its meaning.
CONTRACT = 1


@dataclass(frozen=True)
class Column:
    """One column: its name, type, one-line meaning, unit and permitted values."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its grain in one sentence, its columns and the columns that identify a row."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def _columns(*rows: tuple[Any, ...]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


PLAN_ID = ("plan_id", "str", "plan the row belongs to", "", (), True)
TASK_ID = ("task_id", "str", "task the row belongs to", "", (), True)
START = ("start", "int", "first character in the source text, 0-based", "characters", (), True)
END = ("end", "int", "one past the last character in the source text", "characters", (), True)
SCOPES = ("task", "item", "section", "document")
ROLES = ("lead", "support", "responsible")
QUANTITIES = ("target", "baseline", "achievement")
PARTS = ("heading", "paragraph", "clause")
ROLE_OF_NODE = (
    "of a heading what its chapter is for (key_task, safeguard, aims, background, list, annex …); "
    "of a paragraph its kind (text, bullet, box, row, clause, contents, tail, header, menu, note, page); clause"
)
CERTAINTY_OF_NODE = "how sure the heading's place and its chapter's purpose are; a paragraph has that of its heading"
WARNINGS = (
    *("clause_with_sentences", "long_task", "no_departments", "gap_in_numbers"),
    *("unsure_chapter", "table_not_understood", "doubtful_digits", "page_not_read"),
)
LEFT_OUT = ("text", "number", "name", "table", "correction")
PASSAGES = ("verbatim", "place_swap", "near")
ORIGINS = ("taken_over", "adapted", "shared", "own")
MEASURES = ("level", "share", "change", "rate_of_change", "multiple", "rank")
OWNERS = ("own", "prefecture", "province", "nation")
STATED = ("number", "without_number", "no")
FAMILIES = ("supply", "environment", "demand")
TOKENIZERS = ("jieba", "rjieba", "own")
JUDGEMENTS = ("counterpart", "uncertain", "none")
JUDGEMENT = ("judgement", "str", "what the pair is judged to be", "", JUDGEMENTS)
PROBABILITY = ("probability", "float", "how probably the two are counterparts", "0–1")
STANDINGS = ("ahead", "on_path", "behind", "not_assessable")

SURENESS_OF_NODE = (
    "how surely a scan was read: the least of the printed lines of its paragraph; else empty"
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "plans",
            "one row per plan, in catalogue order",
            _columns(
                ("plan_id", "str", "short name of the plan", "", (), True),
                ("title", "str", "title as printed"),
                ("place", "str", "place the plan is for"),
                ("level", "str", "administrative level of the place"),
                ("prefecture", "str", "prefecture above the place"),
                ("province", "str", "province above the place"),
                ("doc_number", "str", "document number as printed"),
                ("issuer", "str", "issuing body as printed"),
                ("issued_on", "str", "date of issue", "ISO date"),
                ("period_start", "int", "first year of the plan", "year"),
                ("period_end", "int", "last year of the plan", "year"),
                ("source_file", "str", "file under data/raw", "", (), True),
                ("sha256", "str", "checksum of that file", "", (), True),
                ("characters", "int", "length of the source text", "characters"),
                ("clean_characters", "int", "the same without layout and damage", "characters"),
                ("tokenizer", "str", "what cut the text into words", "", TOKENIZERS),
                ("source_url", "str", "address the plan was taken from"),
                ("accessed_on", "str", "day it was taken from there", "ISO date"),
                ("division_code", "str", "code of the place (GB/T 2260)"),
                ("upper_plan", "str", "plan_id of the plan this one carries out"),
                ("warnings", "str", "signs that the plan was not understood, joined by ;"),
            ),
            ("plan_id",),
        ),
        Table(
            "tasks",
            "one row per task, in document order",
            _columns(
                TASK_ID,
                PLAN_ID,
                ("kind", "str", "piece of work or safeguard", "", ("key_task", "safeguard"), True),
                ("chapter", "str", "chapter heading as printed"),
                ("section_id", "str", "section, unique in the plan", "", (), True),
                ("section_no", "str", "section number as printed"),
                ("section_title", "str", "section heading without number"),
                ("task_no", "str", "printed number, else place in the section", "", (), True),
                ("title", "str", "title without number and closing stop", "", (), True),
                ("body", "str", "the rest, without responsibility clause"),
                START,
                END,
                ("line_start", "int", "first line in the source text, 1-based", "line"),
                ("line_end", "int", "last line in the source text", "line"),
                ("parent_id", "str", "item a measure belongs to"),
                ("level", "str", "measure under an item, or item", "", ("item", "measure")),
                ("finest", "bool", "no measures of its own; only these are counted"),
                ("deadline", "str", "when it is to be done, as a table of work has it"),
                ("source", "str", "where it was found", "", ("text", "table")),
            ),
            ("task_id",),
        ),
        Table(
            "assignments",
            "one row per task, department and role, from responsibility clauses only",
            _columns(
                PLAN_ID,
                TASK_ID,
                ("scope", "str", "what the clause speaks for", "", SCOPES, True),
                ("role", "str", "role of the department", "", ROLES, True),
                ("position", "int", "place over the whole clause, from 1", "", (), True),
                ("name_as_written", "str", "name as it stands in the source", "", (), True),
                ("name", "str", "name with glyphs and level prefix repaired", "", (), True),
                ("department_id", "str", "department in departments.csv", "", (), True),
                START,
                END,
            ),
        ),
        Table(
            "targets",
            "one row per quantity stated about the plan's own aims or results",
            _columns(
                ("target_id", "str", "quantity, unique over all plans", "", (), True),
                PLAN_ID,
                ("task_id", "str", "task it stands in, empty outside tasks"),
                ("kind", "str", "aim, starting point or result", "", QUANTITIES, True),
                (
                    "indicator_id",
                    "str",
                    "indicator, derived-… where not in the lookup",
                    "",
                    (),
                    True,
                ),
                ("indicator", "str", "what is measured", "", (), True),
                ("indicator_en", "str", "what is measured, in English"),
                ("quote", "str", "the clause that holds the quantity, cleaned", "", (), True),
                ("value", "float", "the quantity, or the lower end of a range", "unit", (), True),
                ("value_high", "float", "upper end of a range", "unit"),
                ("unit", "str", "unit as written, completed where unsaid"),
                ("value_si", "float", "value with 万, 亿 … folded in", "unit_si"),
                ("unit_si", "str", "unit after folding"),
                ("year", "int", "year the quantity is for", "year"),
                ("period", "str", "period the quantity is for, as written"),
                ("cadence", "str", "how often", "", ("annual", "once", "standing")),
                ("comparator", "str", "comparing phrase as written"),
                ("aspirational", "bool", "力争, 争创 and the like govern the quantity"),
                ("alternative_group", "str", "shared by either-or quantities"),
                START,
                END,
                ("value_text", "str", "the quantity as it stands in the text"),
                ("approximate", "bool", "余, 多, 几, 近, 约, 左右 or two figures side by side"),
                ("measure", "str", "what the quantity is", "", MEASURES),
                ("direction", "str", "where it moves", "", ("up", "down", "hold")),
                (
                    "basis",
                    "str",
                    "annual_average, cumulative, on_year and the year compared with, or empty",
                ),
                ("obligation", "str", "约束性 or 预期性", "", ("binding", "expected")),
                ("extent", "str", "规上, 城镇 and the like, as written, joined by ;"),
                ("owner", "str", "whose figure it is", "", OWNERS),
                (
                    "year_source",
                    "str",
                    "where year or period come from",
                    "",
                    ("stated", "carried", "document"),
                ),
                (
                    "name_status",
                    "str",
                    "whether the name says what is measured",
                    "",
                    ("complete", "incomplete"),
                ),
                (
                    "unit_status",
                    "str",
                    "from the lookup, or the noun behind the number",
                    "",
                    ("listed", "derived"),
                ),
            ),
            ("target_id",),
        ),
        Table(
            "aims_in_words",
            "one row per aim without a number, in document order",
            _columns(
                PLAN_ID,
                ("task_id", "str", "task it stands in, empty outside tasks"),
                ("indicator_id", "str", "indicator, as in targets.csv", "", (), True),
                ("indicator", "str", "what it is said of", "", (), True),
                ("indicator_en", "str", "what it is said of, in English"),
                ("words", "str", "what is aimed at, as written", "", (), True),
                ("direction", "str", "where it moves", "", ("up", "down", "hold")),
                ("year", "int", "year the aim is for", "year"),
                ("period", "str", "period the aim is for, as written"),
                ("quote", "str", "the clause that states it, cleaned", "", (), True),
                START,
                END,
                (
                    "name_status",
                    "str",
                    "whether the name says what is aimed at",
                    "",
                    ("complete", "incomplete"),
                ),
            ),
        ),
        Table(
            "ignored",
            "one row per stretch of text or number that gave no row elsewhere, and per corrected cell",
            _columns(
                PLAN_ID,
                (
                    "what",
                    "str",
                    "text, number, name in a clause, cell of a table, or what a correction replaced",
                    "",
                    LEFT_OUT,
                    True,
                ),
                ("text", "str", "the stretch, cleaned"),
                ("reason", "str", "why it gave no row", "", (), True),
                START,
                END,
            ),
        ),
        Table(
            "outline",
            "one row per heading, paragraph and responsibility clause, in document order",
            _columns(
                PLAN_ID,
                ("node_id", "int", "number of the row in its plan, from 1", "", (), True),
                ("parent_id", "int", "heading it stands under, or paragraph a clause stands in"),
                ("level", "int", "level of a heading: 1 chapters, 2 sections, 3 items and below"),
                ("role", "str", ROLE_OF_NODE, "", (), True),
                ("certainty", "float", CERTAINTY_OF_NODE, "0–1", (), True),
                ("title", "str", "title of a heading, without its number"),
                START,
                END,
                ("page", "int", "page of a pdf it begins on; empty for other files"),
                ("part", "str", "what the row is", "", PARTS, True),
                ("number", "str", "number of a heading as printed"),
                (
                    "paragraph_end",
                    "int",
                    "end of the printed paragraph; a heading, the text behind it and clauses share it",
                    "characters",
                    (),
                    True,
                ),
                ("sureness", "float", SURENESS_OF_NODE, "0–1"),
                ("doubtful", "str", "characters of these lines that may be others"),
            ),
            ("plan_id", "node_id"),
        ),
        Table(
            "departments",
            "one row per department named in any plan",
            _columns(
                ("department_id", "str", "department, the same across plans", "", (), True),
                ("name_zh", "str", "Chinese name without level prefix", "", (), True),
                ("name_en", "str", "English name"),
                ("kind", "str", "kind of body", "", (), True),
                ("status", "str", "from the lookup, or by rule", "", ("reviewed", "derived"), True),
            ),
            ("department_id",),
        ),
        Table(
            "department_functions",
            "one row per department, plan and function the body holds there",
            _columns(
                ("department_id", "str", "department", "", (), True),
                PLAN_ID,
                ("function_id", "str", "function", "", (), True),
                ("function_zh", "str", "function in Chinese", "", (), True),
            ),
            ("department_id", "plan_id", "function_id"),
        ),
        Table(
            "task_pairs",
            "one row per pair of key tasks of two plans, catalogue order, each pair once",
            _columns(
                ("plan_a", "str", "earlier plan in the catalogue", "", (), True),
                ("task_a", "str", "task of plan_a", "", (), True),
                ("plan_b", "str", "later plan in the catalogue", "", (), True),
                ("task_b", "str", "task of plan_b", "", (), True),
                ("tfidf", "float", "plain TF-IDF cosine of the two tasks", "0–1"),
                ("similarity", "float", "soft alignment of clauses, or a measure set; else empty"),
                ("rank_a", "int", "rank of task_b among plan_b's tasks for task_a"),
                ("rank_b", "int", "rank of task_a among plan_a's tasks for task_b"),
                ("shared_terms", "str", "terms that made the score, strongest first"),
                ("matched", "bool", "judged a counterpart, not only the nearest"),
                JUDGEMENT,
                PROBABILITY,
                ("meaning", "float", "likeness of meaning by the extra semantic, else empty"),
            ),
            ("task_a", "task_b"),
        ),
        Table(
            "section_pairs",
            "one row per pair of key-task sections of two plans",
            _columns(
                ("plan_a", "str", "earlier plan in the catalogue", "", (), True),
                ("section_a", "str", "section of plan_a", "", (), True),
                ("plan_b", "str", "later plan in the catalogue", "", (), True),
                ("section_b", "str", "section of plan_b", "", (), True),
                ("tfidf", "float", "plain TF-IDF cosine of the two sections", "0–1"),
                ("similarity", "float", "soft alignment of clauses, or a measure set; else empty"),
                ("matched", "bool", "judged a counterpart"),
                JUDGEMENT,
                PROBABILITY,
            ),
            ("section_a", "section_b"),
        ),
        Table(
            "coverage",
            "one row per plan and theme",
            _columns(
                PLAN_ID,
                ("theme_id", "str", "theme in themes.csv", "", (), True),
                ("theme", "str", "theme in Chinese", "", (), True),
                ("theme_en", "str", "theme in English"),
                ("family", "str", "plan family the frame is for"),
                ("score", "float", "strength of the theme in the plan"),
                ("share", "float", "share of the plan's task text", "0–1"),
                ("best_task_id", "str", "task nearest to the theme"),
                ("level", "int", "1 top theme of the frame, 2 finer topic"),
                (
                    "share_low",
                    "float",
                    "share with other tasks of the kind: lower end of 95 %",
                    "0–1",
                ),
                ("share_high", "float", "the upper end; both empty below five tasks", "0–1"),
                ("share_clauses", "float", "share where text is cut at commas as well", "0–1"),
            ),
            ("plan_id", "theme_id"),
        ),
        Table(
            "shared_passages",
            "one row per passage two plans share; passages of a pair do not overlap",
            _columns(
                ("plan_a", "str", "earlier plan in the catalogue", "", (), True),
                ("start_a", "int", "first character in plan_a", "characters", (), True),
                ("end_a", "int", "one past the last character in plan_a", "characters", (), True),
                ("text_a", "str", "the passage in plan_a, cleaned", "", (), True),
                ("task_a", "str", "task of plan_a with the largest overlap"),
                ("plan_b", "str", "later plan in the catalogue", "", (), True),
                ("start_b", "int", "first character in plan_b", "characters", (), True),
                ("end_b", "int", "one past the last character in plan_b", "characters", (), True),
                ("text_b", "str", "the passage in plan_b, cleaned", "", (), True),
                ("task_b", "str", "task of plan_b with the largest overlap"),
                ("kind", "str", "how the two texts differ", "", PASSAGES, True),
                ("similarity", "float", "share of characters in common", "0–1"),
            ),
        ),
        Table(
            "inheritance",
            "one row per sentence of a plan with an upper plan",
            _columns(
                PLAN_ID,
                START,
                END,
                ("text", "str", "the sentence, cleaned", "", (), True),
                ("origin", "str", "where its wording comes from", "", ORIGINS, True),
                ("upper_plan", "str", "plan above", "", (), True),
                ("upper_start", "int", "first character in the upper plan", "characters"),
                ("upper_end", "int", "one past the last character there", "characters"),
                ("upper_text", "str", "the sentences there that answer, cleaned"),
                ("similarity", "float", "likeness to what answers, 2·common ÷ both", "0–1"),
                ("task_id", "str", "task the sentence stands in"),
                ("peer", "str", "plan neither above nor below that has the wording"),
                ("peer_start", "int", "first character in that plan", "characters"),
                ("peer_end", "int", "one past the last character there", "characters"),
            ),
            ("plan_id", "start"),
        ),
        Table(
            "shared_stretches",
            "one row per stretch that stands word for word in several of many plans, and place",
            _columns(
                ("stretch_id", "str", "the same for equal characters", "", (), True),
                PLAN_ID,
                START,
                END,
                ("task_id", "str", "task with the largest overlap"),
                ("text", "str", "the stretch, cleaned", "", (), True),
                ("plans", "int", "plans that hold the whole stretch", "plans", (), True),
            ),
        ),
        Table(
            "distinctive_terms",
            "one row per plan and term that sets it apart from the other plans",
            _columns(
                PLAN_ID,
                ("term", "str", "the term", "", (), True),
                ("count", "int", "occurrences in the plan's tasks"),
                ("count_others", "int", "occurrences in the other plans' tasks"),
                ("rate", "float", "per 1,000 terms of the plan"),
                ("rate_others", "float", "per 1,000 terms of the others"),
                ("rate_ratio", "float", "rate divided by rate_others, 0.5 added to both counts"),
                ("g2", "float", "signed log-likelihood ratio"),
                (
                    "p_adjusted",
                    "float",
                    "p-value by dealing whole tasks at random, over all terms and plans",
                ),
                ("tasks", "int", "tasks of the plan that use the term"),
                ("tasks_others", "int", "tasks of the other plans that use it"),
            ),
            ("plan_id", "term"),
        ),
        Table(
            "indicators",
            "one row per indicator, plan and stated year",
            _columns(
                (
                    "indicator_id",
                    "str",
                    "indicator; behind ~ the owner, measure, time or unit that is not the usual, "
                    "or the row where a name is incomplete",
                    "",
                    (),
                    True,
                ),
                ("indicator", "str", "what is measured", "", (), True),
                ("indicator_en", "str", "what is measured, in English"),
                PLAN_ID,
                ("stated", "str", "how the plan states it", "", STATED, True),
                ("baseline_value", "float", "starting value", "unit"),
                ("baseline_year", "int", "year of the starting value", "year"),
                ("target_value", "float", "value aimed at", "unit"),
                ("target_year", "int", "year aimed at", "year"),
                ("unit", "str", "unit of the values"),
                ("gap", "float", "target minus baseline", "unit"),
                ("pace_per_year", "float", "gap divided by the years between", "unit per year"),
                ("aspirational", "bool", "力争 and the like govern the target"),
                ("quote", "str", "the clause it rests on"),
                ("pace_relative", "float", "compound growth of the value", "per cent per year"),
                ("cadence", "str", "how often", "", ("annual", "once", "standing")),
                ("value_high", "float", "upper end of the target's range", "unit"),
                ("comparator", "str", "comparing phrase of the target"),
                ("target_id", "str", "row of targets.csv the target is taken from"),
                ("task_id", "str", "task the clause stands in"),
                ("compared", "bool", "the one row per indicator and plan set beside the others"),
                ("approximate", "bool", "余, 多, 几, 近, 约, 左右 or two figures side by side"),
                ("qualitative", "str", "the words of an aim without a number"),
                ("obligation", "str", "约束性 or 预期性", "", ("binding", "expected")),
                ("owner", "str", "whose figure it is", "", OWNERS),
                ("alternatives", "str", "the other values of an either-or, joined by ;"),
                ("value_text", "str", "the target as it stands in the text"),
                ("baseline_text", "str", "the starting value as it stands in the text"),
                ("start", "int", "first character of the clause in the source text", "characters"),
                ("end", "int", "one past its last character", "characters"),
            ),
            ("indicator_id", "plan_id", "target_year"),
        ),
        Table(
            "workload",
            "one row per department, plan and grain",
            _columns(
                PLAN_ID,
                ("department_id", "str", "department", "", (), True),
                ("grain", "str", "what is counted", "", ("task", "section"), True),
                ("mentions", "int", "tasks or sections that name the department"),
                ("lead", "int", "of these as lead"),
                ("support", "int", "of these in support"),
                ("responsible", "int", "of these as responsible, no lead named"),
                ("share", "float", "mentions divided by the plan's tasks or sections", "0–1"),
                ("rank", "int", "rank by mentions in the plan, ties share the best"),
            ),
            ("plan_id", "department_id", "grain"),
        ),
        Table(
            "commitment",
            "one row per task",
            _columns(
                TASK_ID,
                PLAN_ID,
                ("has_number", "bool", "a target quantity stands in the task"),
                ("has_deadline", "bool", "a year or date to be met stands in the task"),
                ("has_lead", "bool", "its clause names a lead"),
                ("has_cadence", "bool", "something is to be done every year, month …"),
                ("modality", "str", "what governs most of its sentences"),
                ("evidence", "str", "the words the judgement rests on"),
                ("lead_scope", "str", "what the clause that names a lead speaks for"),
                ("has_responsible", "bool", "its clause names anybody"),
                ("has_standing", "bool", "定期, 常态化 and the like, without an interval"),
                ("clauses", "int", "clauses of the task's text"),
                ("must", "int", "of these governed by 确保, 必须, 要 …"),
                ("do", "int", "of these governed by 建设, 开展, 实施 …"),
                ("strive", "int", "of these governed by 力争, 争创 …"),
                ("encourage", "int", "of these governed by 鼓励, 支持, 引导 …"),
                ("unmarked", "int", "of these governed by no verb of the lookup"),
                ("actor", "str", "whom most clauses that say so bind"),
                ("government", "int", "clauses that bind a government"),
                ("department", "int", "clauses that bind a named body of the state"),
                ("enterprise", "int", "clauses that bind enterprises, associations, funds …"),
                ("citizen", "int", "clauses that bind persons or families"),
                ("must_others", "int", "of `must` those that bind enterprises or citizens"),
            ),
            ("task_id",),
        ),
        Table(
            "instruments",
            "one row per clause of a task that uses a policy instrument",
            _columns(
                PLAN_ID,
                TASK_ID,
                START,
                END,
                ("text", "str", "the clause, cleaned", "", (), True),
                ("family", "str", "side of policy", "", FAMILIES, True),
                ("subtype", "str", "instrument in lookups/instruments.csv", "", (), True),
                ("evidence", "str", "the words that tell it", "", (), True),
                ("evidence_start", "int", "first character of these", "characters", (), True),
                ("evidence_end", "int", "one past their last character", "characters", (), True),
                ("other", "str", "next likely subtype, where words of another stand there too"),
            ),
            ("plan_id", "start"),
        ),
        Table(
            "progress",
            "one row per measured value and target; only where data/raw/progress.csv exists",
            _columns(
                PLAN_ID,
                ("indicator_id", "str", "indicator", "", (), True),
                ("indicator", "str", "what is measured"),
                ("target_id", "str", "target it is measured against"),
                ("unit", "str", "unit of the values, as the target writes it"),
                ("baseline_value", "float", "starting value", "unit"),
                ("baseline_year", "int", "year of the starting value", "year"),
                ("target_value", "float", "value aimed at", "unit"),
                ("target_year", "int", "year aimed at", "year"),
                ("year", "int", "year measured", "year"),
                ("value", "float", "value measured", "unit"),
                ("expected", "float", "value of the straight path in that year", "unit"),
                ("difference", "float", "value minus expected", "unit"),
                ("lead", "float", "difference in the direction aimed at", "unit"),
                ("status", "str", "against the straight path", "", STANDINGS, True),
                ("reason", "str", "why it cannot be assessed"),
                ("source", "str", "where the measured value comes from"),
            ),
        ),
    )
}
