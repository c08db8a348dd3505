"""What the name of a place ends in, and the name without it: 海安市 → 海安, 恭城瑶族自治县 → 恭城.

And the letter that the numbers of a province's documents begin with: 江苏 → 苏 (苏政发〔2021〕75号).
"""

from __future__ import annotations

import re

COUNTY_AND_ABOVE = "省市县区旗州盟"
LEVELS = f"{COUNTY_AND_ABOVE}镇乡"
# 州, 镇 and 乡 stand inside names as well (苏州, 景德镇, 新乡) and end none in running text.
ENDINGS_IN_TEXT = "省市县区旗盟"
AUTONOMOUS = "自治[区州县旗]"

_SIGNED = (
    "北京京 天津津 河北冀 山西晋 内蒙古内 辽宁辽 吉林吉 黑龙江黑 上海沪 江苏苏 浙江浙 安徽皖 福建闽 江西赣 "
    "山东鲁 河南豫 湖北鄂 湖南湘 广东粤 广西桂 海南琼 重庆渝 四川川 贵州黔 云南云 西藏藏 陕西陕 甘肃甘 "
    "青海青 宁夏宁 新疆新"
)
PROVINCE_SIGNS = {entry[:-1]: entry[-1] for entry in _SIGNED.split()}

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|"
    "纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|"
    "德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_WITHOUT_ZU = "维吾尔|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯"
_ENDING = re.compile(
    rf"(?<=..)(?:(?:(?:{_PEOPLES})族|{_WITHOUT_ZU})*{AUTONOMOUS}"
    rf"|特别行政区|地区|新区|林区|特区|街道|[{LEVELS}])$"
)


def strip_ending(name: str) -> str:
    """The name without what the place is: 广西壮族自治区 → 广西; 沙县 keeps its 县, being one letter else."""
    return _ENDING.sub("", name)
