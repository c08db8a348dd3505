"""Method and limits in a few sentences, for products that are read without the repository."""

from __future__ import annotations

METHODS = (
    (
        "任务：重点任务各章中最小的、有编号或标题的一项工作；保障措施单独归类。",
        "Tasks: the smallest headed or numbered piece of work in the key-task chapters; safeguards "
        "are a kind of their own.",
    ),
    (
        "部门：只取责任单位、工作分工条款；没有写明牵头的，一律记为“责任”。",
        "Departments: from responsibility clauses only; where no lead is named all are responsible.",
    ),
    (
        "指标：每个数字都经过判断，未采用的连同理由列入单独的表；每年变化 =（目标值－基期值）÷ 相隔年数。",
        "Indicators: every number is judged, and those left out are listed with the reason. Change "
        "per year = (target − baseline) ÷ years between.",
    ),
    (
        "部门任务面：点名该部门的节占有分工条款的节的比例。",
        "Workload: sections that name a department as a share of the sections that carry a clause.",
    ),
    (
        "任务对照：按分句比较文字相似度，扣除偶然相似的部分，达到阈值的判为对应。",
        "Counterparts: wording compared clause by clause, corrected for chance likeness; a task at "
        "or above the threshold counts as a counterpart.",
    ),
    (
        "主题：重点任务中提及该主题的语句所占字数比例；一句可涉及多个主题。",
        "Themes: characters of the key tasks in sentences that name the theme; a sentence may carry "
        "several.",
    ),
    (
        "共有文字：两个文本间逐字相同、仅换地名或相近的段落，不含部门名单。",
        "Shared passages: stretches that are the same word for word, but for place names, or nearly; "
        "lists of departments do not count.",
    ),
    (
        "约束程度：任务中是否有数字、时限、牵头单位、频次，以及多数分句的语气。",
        "Commitment: whether a task has a number, a deadline, a lead, a cadence, and what governs "
        "most of its clauses.",
    ),
)

LIMITS = (
    (
        "规划不是执行：这里比较的是文本写明的打算。",
        "A plan is not its execution: what is compared is what the texts say they intend.",
    ),
    (
        "被点名不等于任务重：分工口径不同，次数不可直接比较。",
        "Named is not busy: plans assign by task or by section, so raw counts cannot be compared.",
    ),
    (
        "共同指标很少：没有写出的是缺失，不是零。",
        "Few figures are shared: what a plan leaves out is missing, not zero.",
    ),
    (
        "文字相近不等于工作相同：各地规划多沿用上级纲要的框架和表述。",
        "Similar words are not similar work: plans follow the outline of the level above.",
    ),
    (
        "文本数量有限：差别只说明这几个文本之间的差别，小的差别不宜解读。",
        "Few texts: differences are differences between these texts, and small ones mean nothing.",
    ),
)


def list_methods(lang: str) -> list[str]:
    """How each measure is made, one sentence each."""
    return [en if lang == "en" else zh for zh, en in METHODS]


def list_limits(lang: str) -> list[str]:
    """What the figures cannot tell, one sentence each."""
    return [en if lang == "en" else zh for zh, en in LIMITS]
