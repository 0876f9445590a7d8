"""Characters that stand for others: radicals, those of one font, traditional writing."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["in_one_writing", "is_private", "mended"]

_RADICAL_FORMS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺"
    "⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻"
    "⺮竹⺯糹⺰纟⺱网⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎"
    "⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝"
    "⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⺀冫"
)
_RADICALS: Mapping[str, str] = MappingProxyType(
    dict(zip(_RADICAL_FORMS[::2], _RADICAL_FORMS[1::2], strict=True))
)
"""CJK radicals (U+2E80 to U+2EF3) that fonts share with a character: NFKC leaves them alone."""
_VARIANT_PAIRS = "髙高濵滨﨑崎嵜崎邉边德德靑青甯宁寗宁隺鹤喆哲峯峰羣群堃坤犇奔亰京産产"
_TRADITIONAL_PAIRS = (
    "龍龙騰腾華华東东國国際际業业實实電电發发貿贸傳传網网絡络術术門门開开關关長长張张陳陈劉刘"
    "楊杨趙赵黃黄吳吴鄭郑馮冯鄧邓許许韓韩蕭萧葉叶蘇苏盧卢蔣蒋賈贾鄒邹譚谭陸陆"
    "韋韦範范雲云藝艺圖图書书報报飛飞馬马鳥鸟魚鱼龜龟齊齐車车輪轮軟软轉转輸输農农達达遠远運运"
    "過过進进還还連连選选遊游錢钱銀银鐵铁鋼钢錦锦鐘钟鍾钟銘铭鋒锋鴻鸿鳳凤鵬鹏"
    "鷹鹰麗丽麥麦點点黨党齒齿聯联聖圣聲声職职肅肃勝胜臺台興兴與与舊旧萬万蓮莲薩萨藍蓝藥药處处"
    "號号蟲虫衛卫裝装製制複复見见規规視视覺觉親亲觀观計计訊讯記记設设訪访評评"
    "語语誠诚話话該该詳详認认調调談谈請请論论諾诺謝谢證证識识議议護护讀读變变豐丰財财責责貨货"
    "販贩貫贯貴贵買买費费資资賓宾賢贤賣卖質质賴赖贏赢躍跃軍军輕轻輝辉輯辑辦办"
    "邊边郵邮鄉乡醫医釋释針针鈞钧鑽钻閃闪間间閩闽閣阁閱阅闊阔隊队陽阳陰阴階阶隨随險险隱隐雙双"
    "雜杂離离難难霧雾靈灵靜静響响頁页頂顶項项順顺須须預预領领頭头題题額额顏颜"
    "類类顧顾顯显風风餘余館馆飯饭飲饮養养驗验驚惊騎骑體体鬥斗鬧闹億亿個个們们倉仓偉伟側侧備备"
    "傑杰債债傷伤優优儀仪儲储兒儿兩两內内冊册凱凯別别劃划劍剑劇剧創创動动務务"
    "勞劳勢势匯汇區区協协單单衆众眾众廠厂歷历曆历參参員员問问啟启喬乔嘯啸團团園园圓圆場场塊块"
    "塵尘壓压壯壮壽寿夢梦奮奋奧奥婦妇媽妈嬌娇孫孙學学寧宁寶宝寫写審审寬宽將将"
    "專专尋寻對对導导屆届屬属岡冈島岛峽峡嶺岭帥帅師师帶带帳帐幣币幫帮幾几庫库應应廬庐廳厅彈弹"
    "彙汇後后從从復复徵征愛爱態态慶庆憑凭憶忆懷怀戰战戲戏戶户換换揚扬損损搶抢"
    "擇择擊击擔担據据擴扩攝摄敵敌數数斷断時时晉晋曉晓暢畅暫暂會会樂乐樓楼標标樣样樹树橋桥機机"
    "檔档檢检權权歐欧歡欢歲岁歸归殘残氣气決决淨净淺浅淵渊減减測测湯汤溝沟滄沧"
    "滬沪滿满漁渔漢汉潔洁潤润潛潜澤泽濟济濤涛濱滨濕湿灣湾為为烏乌無无煙烟熱热營营燈灯燒烧爭争"
    "爾尔獎奖獨独獅狮獲获獻献現现瑪玛環环瓊琼產产畢毕畫画異异當当療疗盜盗盡尽"
    "監监盤盘礎础碼码礦矿禮礼禪禅種种稱称穀谷積积穩稳窩窝競竞筆笔築筑簡简籃篮籌筹糧粮紀纪約约"
    "紅红納纳純纯紙纸級级紡纺細细終终組组結结給给統统絲丝經经綠绿維维綱纲綜综"
    "緊紧線线緣缘編编練练縣县縱纵總总績绩織织繪绘繼继續续纖纤羅罗義义習习聞闻腦脑膚肤臨临舉举"
    "艦舰莊庄蘭兰溫温"
)
_WRITING = str.maketrans(
    dict(
        zip(
            _VARIANT_PAIRS[::2] + _TRADITIONAL_PAIRS[::2],
            _VARIANT_PAIRS[1::2] + _TRADITIONAL_PAIRS[1::2],
            strict=True,
        )
    )
)
"""Characters that names of companies and persons are often made of, by today's mainland writing."""


def mended(text: str) -> str:
    """The text with radicals and compatibility ideographs as the characters that are meant.

    All else stays as it is printed: full-width signs are no mistake.
    """
    return "".join(map(_mended, text))


def _mended(character: str) -> str:
    if "\u2f00" <= character <= "\u2fd5" or "\uf900" <= character <= "\ufaff":
        return unicodedata.normalize("NFKC", character)
    return _RADICALS.get(character, character)


def is_private(character: str) -> bool:
    """Whether nobody but the font's maker knows what it is."""
    return unicodedata.category(character) in {"Co", "Cn"} or character == "\ufffd"


def in_one_writing(text: str) -> str:
    """The text with common traditional and variant characters in today's mainland writing.

    For telling that two names differ in writing only; what is filed is never changed by it.
    """
    return mended(text).translate(_WRITING)
