"""The grammar of the genre, each thing once; nothing here knows a plan.

- `digits`: the characters that Chinese ordinals and capitals are written with
- `numbers`, `units`, `quantities`: numbers read and written, what they count, and both in a text
- `marks`: what opens a heading, an item, a bullet, a box or an annex, in every spelling
- `sentences`: where a sentence and a clause end, and whether a line does
- `places`: what the name of a place ends in, and the name without it
- `periods`: years, and the five-year plans they belong to

Whoever needs one of these imports it: a spelling more is a row or a line here and nowhere else.
"""
