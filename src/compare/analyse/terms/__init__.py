"""Words and weights: the one base the comparisons share."""

from compare.analyse.terms.sentences import Located, PlacedSentence, take_sentences
from compare.analyse.terms.texts import (
    PLACE_LEVELS,
    cut_clauses,
    list_place_names,
    strike_places,
    strip_place_names,
    take_key_tasks,
)
from compare.analyse.terms.tokenizer import (
    DEFAULT,
    JIEBA,
    RJIEBA,
    TOKENIZERS,
    Cutter,
    Tokenizer,
    list_names,
    name_function,
    tokenise,
)
from compare.analyse.terms.weights import (
    Floats,
    Matrix,
    TermMatrix,
    WordCounts,
    build_matrix,
    count_terms,
    count_words,
    cross_compare,
    weigh_rows,
)

__all__ = [
    "DEFAULT",
    "JIEBA",
    "PLACE_LEVELS",
    "RJIEBA",
    "TOKENIZERS",
    "Cutter",
    "Floats",
    "Located",
    "Matrix",
    "PlacedSentence",
    "TermMatrix",
    "Tokenizer",
    "WordCounts",
    "build_matrix",
    "count_terms",
    "count_words",
    "cross_compare",
    "cut_clauses",
    "list_names",
    "list_place_names",
    "name_function",
    "strike_places",
    "strip_place_names",
    "take_key_tasks",
    "take_sentences",
    "tokenise",
    "weigh_rows",
]
