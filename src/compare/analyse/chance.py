"""Whether two shares differ by more than chance."""

from __future__ import annotations

from functools import lru_cache
from math import comb


@lru_cache(4096)  # thousands of departments have the same few counts
def find_exact_p(some_a: int, all_a: int, some_b: int, all_b: int) -> float:
    """Two-sided p of Fisher's exact test (Fisher 1935, The Design of Experiments) of two shares.

    The sum of the chances of all tables with the same margins that are no likelier than the one
    seen. 3 of 4 against 1 of 4: chances 1, 16, 36, 16, 1 of 70, p = (16 + 1 + 16 + 1) ÷ 70 = 0.486.
    """
    some, every = some_a + some_b, all_a + all_b
    ways = [
        comb(all_a, k) * comb(all_b, some - k)
        for k in range(max(0, some - all_b), min(some, all_a) + 1)
    ]
    seen = comb(all_a, some_a) * comb(all_b, some_b)
    return sum(way for way in ways if way <= seen) / comb(every, some)
