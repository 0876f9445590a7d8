"""The POA template: a PDF filled from the form, for the holder to seal or sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.core import iprs, validation
from mock_portal.core.errors import Refused
from mock_portal.core.names import same_name
from mock_portal.forms import Kind

if TYPE_CHECKING:
    from mock_portal.core.portal import Portal
    from mock_portal.models import Account, Record


def ready(portal: Portal, record: Record, account: Account) -> bool:
    """Whether holder and complainant differ and every required value but files is saved."""
    holder = str(record.fields.get("holder", ""))
    if not record.editable or not holder or same_name(holder, account.complainant):
        return False
    form = iprs.form_of(portal, record)
    visible = validation.visible_fields(portal, record, account, form, record.fields)
    return all(
        visible.values.get(item.name)
        for item in form.fields()
        if item.name in visible.required and item.kind is not Kind.FILES
    )


def template(portal: Portal, record: Record, account: Account) -> bytes:
    """The filled template; Refused if the form is not complete."""
    if not ready(portal, record, account):
        raise Refused("error.template", status=409)
    fields = record.fields
    # what is approved is changed only by sending it: its new end is not stored yet
    ends = fields["power_of_attorney_expires_on"] if record.savable else "____________"
    entity = fields.get("holder_kind") == "entity"
    kind = {t["value"]: t for t in portal.forms.types}[record.type]
    lines = (
        ("Principal (right holder) 授权人（权利人）", fields["holder"]),
        ("Identification number 证件号码", fields.get("holder_identification_number", "")),
        ("Agent (complainant) 被授权人（投诉人）", account.complainant),
        ("IPR number 知识产权编号", record.number),
        ("IPR type 知识产权类型", f"{kind['en']} {kind['zh']}"),
        ("IPR name 知识产权名称", fields.get("name", "")),
        ("Registration number 登记号/注册号", fields.get("registration_number", "-")),
        ("Place of registration 注册地", record.country or record.place),
        ("Term 授权期限", f"{portal.clock.today()} - {ends}"),
    )
    grant = (
        "The principal explicitly authorizes the agent to enforce the above intellectual property "
        "right on the platforms of Alibaba Group, including to submit it for verification and to "
        "submit and follow up complaints. "
        "授权人明确授权被授权人就上述知识产权在阿里巴巴集团各平台进行维权，包括提交知识产权审核、发起及跟进投诉。"
    )
    place = (
        "Official seal of the principal 授权人盖章: ____________________"
        if entity
        else "Signature and title of the principal 授权人签字及职务: ____________________"
    )
    # the PDF library is a seventh of the portal's start: it is loaded when first needed
    from mock_portal.core.poa_pdf import draw

    return draw(
        "Power of Attorney 授权委托书",
        [f"{label}: {value}" for label, value in lines] + [grant, place, "Date 日期: ____________"],
    )
