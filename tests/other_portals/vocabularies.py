"""The two strangers' words for the manifest's, written down for comparison."""

from __future__ import annotations

from tests.other_portals.samples import Vocabulary

ANT3 = Vocabulary(
    questions={
        "has_certificate": ["held"], "proof_kind": ["proofKind"], "certificate": ["paper"],
        "certificate_number": ["paperNo"], "proof": ["proof"], "work": ["work"], "name": ["title"],
        "short_name": ["alias"], "version": ["release"], "registration_number": ["regNo"],
        "holder": ["owner"], "holder_kind": ["ownerKind"], "author": ["maker"],
        "completed_on": ["done"], "created_on": ["created"], "first_published_on": ["first"],
        "registered_on": ["registered"], "issuing_office": ["office"], "acquisition": ["how"],
        "rights_scope": ["scope"], "screenshot": ["shots"], "work_sample": ["sample"],
        "translation": ["translation"], "holder_identification": ["ownerPaper"],
        "holder_identification_number": ["ownerPaperNo"],
        "power_of_attorney_expires_on": ["mandateEnd"], "power_of_attorney": ["mandate"],
        "mark_type": ["markKind"], "class": ["classes"], "expires_on": ["until"],
        "is_renewed": ["renewed"], "renewed": ["renewal"], "is_assigned": ["assigned"],
        "assigned": ["assignment"], "is_changed": ["changed"], "changed": ["change"],
        "class_page": ["pages"], "mark_image": ["image"], "brand_information": ["brand"],
        "patent_kind": ["patentKind"], "filed_on": ["filed"], "granted_on": ["granted"],
        "evaluation_report": ["report"], "fee_receipt": ["receipt"],
    },
    words={
        "type": {"copyright": "版权类", "trademark": "商标类", "patent": "专利类"},
        "place": {
            "Mainland China": "中华人民共和国大陆地区", "Hong Kong, China": "香港特别行政区",
            "Taiwan, China": "台湾省", "Others": "海外",
        },
        "country": {"United States": "美利坚合众国"},
        "has_certificate": {"yes": "持有", "no": "未持有"},
        "proof_kind": {
            "timestamp": "时间戳凭证", "original-works": "原创登记凭证",
            "claim-statement": "权属承诺书",
        },
        "work": {
            "software": "计算机程序", "text": "文学著述", "music": "乐曲", "art": "美术创作",
            "photography": "摄影照片", "film": "影视节目", "graphics": "图形绘制",
        },
        "holder_kind": {"entity": "法人或组织", "individual": "自然人"},
        "acquisition": {"original": "自行开发", "assigned": "转让取得"},
        "rights_scope": {"all": "全部", "partial": "部分"},
        "mark_type": {"word": "纯文字", "combined": "图文组合"},
        "is_renewed": {"yes": "是", "no": "否"},
        "is_assigned": {"yes": "是", "no": "否"},
        "is_changed": {"yes": "是", "no": "否"},
        "patent_kind": {"invention": "发明创造", "utility-model": "实用新型", "design": "外观"},
    },
)  # fmt: skip
OLD_HTM = Vocabulary(
    questions={
        "has_certificate": ["youzheng"], "proof_kind": ["pingzheng"], "certificate": ["zhengshu"],
        "certificate_number": ["zhengshuhao"], "proof": ["pingzhengjian"], "work": ["leibie"],
        "name": ["mingcheng"], "short_name": ["jiancheng"], "version": ["banben"],
        "registration_number": ["dengjihao", "zhucehao", "zhuanlihao"],
        "holder": ["quanliren", "zhuceren", "zhuanliren"], "holder_kind": ["xingzhi"],
        "author": ["zuozhe"], "completed_on": ["wancheng"], "created_on": ["chuangzuo"],
        "first_published_on": ["fabiao"], "registered_on": ["dengjiri"],
        "issuing_office": ["jigou"], "acquisition": ["qude"], "rights_scope": ["fanwei"],
        "screenshot": ["jietu"], "work_sample": ["yangben"], "translation": ["yiwen"],
        "holder_identification": ["zhengjian"], "holder_identification_number": ["zhengjianhao"],
        "power_of_attorney_expires_on": ["shouquanqi"], "power_of_attorney": ["shouquanshu"],
        "mark_type": ["xingtai"], "class": ["leihao"], "expires_on": ["daoqi"],
        "is_renewed": ["xuzhan"], "renewed": ["xuzhanjian"], "is_assigned": ["zhuanrang"],
        "assigned": ["zhuanrangjian"], "is_changed": ["biangeng"], "changed": ["biangengjian"],
        "class_page": ["leibieye"], "mark_image": ["tuyang"], "brand_information": ["pinpai"],
        "patent_kind": ["zhonglei"], "filed_on": ["shenqing"], "granted_on": ["shouquan"],
        "evaluation_report": ["pingjia"], "fee_receipt": ["nianfei"],
    },
    words={
        "type": {"copyright": "1", "trademark": "2", "patent": "3"},
        "place": {
            "Mainland China": "CN", "Hong Kong, China": "HK", "Taiwan, China": "TW", "Others": "XX",
        },
        "country": {"United States": "840"},
        "has_certificate": {"yes": "1", "no": "0"},
        "proof_kind": {"timestamp": "T", "original-works": "O", "claim-statement": "C"},
        "work": {
            "software": "1", "text": "2", "music": "4", "art": "9", "photography": "11",
            "film": "12", "graphics": "13",
        },
        "holder_kind": {"entity": "E", "individual": "P"},
        "acquisition": {"original": "1", "assigned": "2"},
        "rights_scope": {"all": "A", "partial": "P"},
        "mark_type": {"word": "1", "combined": "3"},
        "is_renewed": {"yes": "1", "no": "0"},
        "is_assigned": {"yes": "1", "no": "0"},
        "is_changed": {"yes": "1", "no": "0"},
        "patent_kind": {"invention": "F", "utility-model": "S", "design": "W"},
    },
)  # fmt: skip
