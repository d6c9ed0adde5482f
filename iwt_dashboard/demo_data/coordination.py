"""Reply rounds, needs to be raised, meetings and champions of the demonstration. Invented, and marked as such."""

from datetime import timedelta
from typing import Any

from core.clearance.rules import add_months
from iwt_dashboard.demo_data.calendar import at
from iwt_dashboard.demo_data.stage import Stage
from iwt_dashboard.demo_data.texts import texts
from needs.models import Need
from partners.coordination.models.champions import Approach, Champion, ConsentScope
from partners.coordination.models.mechanisms import Engagement, Mechanism, MechanismSession, RaisedNeed
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, before_partners

MOST_NEEDS = 12


def create_rounds(stage: Stage) -> None:
    """A round of the secretariat, one of a country, and one that is over; each about needs that partners may see."""
    told = texts("coordination")["rounds"]
    people = stage.people
    found = list(
        Need.objects.filter(before_partners())
        .open()
        .select_related("country")
        .order_by("number", "country__asean_order")
    )
    rows, asked, invited = [], [], []
    for item in told:
        country = stage.countries.get(item.get("country", ""))
        opened = at(stage.calendar.ago(item["opened"]))
        row = ReplyRound(
            country=country,
            title=item["title"],
            note=item["note"],
            reply_by=stage.calendar.ago(-item["due"]),
            opened_at=opened,
            opened_by=people.teams[country.iso3].focal if country else people.secretariat,
            is_demo=True,
        )
        rows.append(row)
        fitting = [need for need in found if country is None or need.country_id == country.pk]
        asked += [RoundNeed(round=row, need=need) for need in fitting[:MOST_NEEDS]]
        invited += [
            RoundInvitation(round=row, organisation=stage.organisations[code], invited_at=opened)
            for code in item["asks"]
        ]
    ReplyRound.objects.bulk_create(rows)
    RoundNeed.objects.bulk_create(asked)
    RoundInvitation.objects.bulk_create(invited)


def create_mechanism_dates(stage: Stage) -> None:
    """Meetings ahead of some mechanisms, reports of engagements that are done, and a need to be raised per country."""
    told = texts("coordination")
    mechanisms = {row.code: row for row in Mechanism.objects.all()}
    MechanismSession.objects.bulk_create(
        MechanismSession(
            code=item["code"],
            mechanism=mechanisms[item["mechanism"]],
            title=item["title"],
            on=stage.calendar.ago(-item["in"]),
            ends_on=stage.calendar.ago(-item["in"] - item.get("days", 1) + 1),
            topic=item["topic"],
            outcome=item.get("outcome", ""),
            is_demo=True,
        )
        for item in told["meetings"]
        if item["mechanism"] in mechanisms
    )
    Engagement.objects.filter(is_demo=True, status="done").update(report_public="no")
    needs = Need.objects.filter(before_partners()).open().select_related("country").order_by("country", "number")
    first: dict[int, Need] = {}
    for need in needs:
        first.setdefault(need.country_id, need)
    chosen = [mechanisms[code] for code in told["raised_at"] if code in mechanisms]
    RaisedNeed.objects.bulk_create(
        RaisedNeed(
            need=need,
            mechanism=chosen[column % len(chosen)],
            marked_at=at(stage.calendar.ago(20 + column)),
            marked_by=stage.people.teams[need.country.iso3].focal,
            is_demo=True,
        )
        for column, need in enumerate(first.values())
    )


def create_champions(stage: Stage) -> None:
    """Invented people with every kind of consent, and plans to approach them."""
    for item in texts("coordination")["champions"]:
        champion = _champion(stage, item)
        for code, months in item.get("approaches", {}).items():
            Approach.objects.create(
                champion=champion,
                organisation=stage.organisations.get(code),
                month=add_months(stage.calendar.today.replace(day=1), months),
                contact_role=item["contact_role"],
                planned_at=at(stage.calendar.ago(10)),
                planned_by=stage.people.editors.get(code, stage.people.secretariat),
                is_demo=True,
            )


def _champion(stage: Stage, item: dict[str, Any]) -> Champion:
    agreed = stage.calendar.ago(item["agreed"]) if "agreed" in item else None
    return Champion.objects.create(
        organisation=stage.organisations.get(item.get("by", "")),
        name=item["name"],
        office=item["office"],
        country=stage.countries.get(item.get("country", "")),
        purpose=item["purpose"],
        contact_role=item["contact_role"],
        consent_scope=item.get("scope", ConsentScope.NONE),
        consent_asked_on=agreed - timedelta(days=4) if agreed else None,
        consent_asked_by=item["contact_role"] if agreed else "",
        consent_on=agreed,
        consent_until=add_months(agreed, 24) if agreed else None,
        created_by=stage.people.editors.get(item.get("by", ""), stage.people.secretariat),
        is_demo=True,
    )
