"""The characters that Chinese numbers are written with, for patterns; `numbers` reads and writes them."""

DIGITS = "一二三四五六七八九"
ORDINAL = f"{DIGITS}十百"  # of 第十二章, 二十一、 and （三）
CAPITALS = "壹贰叁肆伍陆柒捌玖拾"
CAPITAL_FORMS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
ORDINAL_FORMS = str.maketrans(CAPITALS, f"{DIGITS}十")
# For a class of characters: what parts the digits of one number where it is none that is read here
# (1'200, 1•5万, 10^3, 1|2个, a half ⁄), or stands for what could not be read; and marks over a digit.
WITHIN_DIGITS = (
    r"'’‘＇`´^_·•‧・․∙﹒٫٬،‚﹐︐⁄∕\ufffd□■\ue000-\uf8ff\u02b0-\u02ff\u309b\u309c"
    r"\"“”„‟＂″′‴‵‶〃¨|¦｜∣❘❙丨\u2500-\u257f/／\\＼﹨*＊∗⁎#＃&＆@＠§†‡±∓¬°˚$£€¢"
    r"\u0080-\u009f\uff21-\uff3a\uff41-\uff5a\u0370-\u052f"
)
UPON_DIGITS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
