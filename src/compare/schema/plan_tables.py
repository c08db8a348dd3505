"""The tables of single plans: what one plan says."""

from __future__ import annotations

from compare.schema.columns import END, OWNERS, PLAN_ID, START, TASK_ID, Table, describe_columns

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
MEASURES = ("level", "share", "change", "rate_of_change", "multiple", "rank")
LEVELS = ("county", "prefecture", "province", "nation")
TOKENIZERS = ("jieba", "rjieba", "own")
SURENESS_OF_NODE = (
    "how surely a scan was read: the least of the printed lines of its paragraph; else empty"
)

PLAN_TABLES: tuple[Table, ...] = (
    Table(
        "plans",
        "one row per plan, in catalogue order",
        describe_columns(
            ("plan_id", "str", "short name of the plan", "", (), True),
            ("title", "str", "title as printed"),
            ("place", "str", "place the plan is for"),
            ("level", "str", "administrative level of the place", "", LEVELS),
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
        describe_columns(
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
            ("boxed", "str", "what stands in boxes beside it: compared, no task"),
        ),
        ("task_id",),
    ),
    Table(
        "assignments",
        "one row per task, department and role, from responsibility clauses only",
        describe_columns(
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
        describe_columns(
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
        describe_columns(
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
        describe_columns(
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
        describe_columns(
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
        describe_columns(
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
        describe_columns(
            ("department_id", "str", "department", "", (), True),
            PLAN_ID,
            ("function_id", "str", "function", "", (), True),
            ("function_zh", "str", "function in Chinese", "", (), True),
        ),
        ("department_id", "plan_id", "function_id"),
    ),
)
