"""The characters that Chinese numbers are written with, for patterns; `numbers` reads and writes them."""

DIGITS = "一二三四五六七八九"
ORDINAL = f"{DIGITS}十百"  # of 第十二章, 二十一、 and （三）
CAPITALS = "壹贰叁肆伍陆柒捌玖拾"
CAPITAL_FORMS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
ORDINAL_FORMS = str.maketrans(CAPITALS, f"{DIGITS}十")
