"""Reply rounds, needs to be raised, meetings and champions of the demonstration. Invented, and marked as such."""

from datetime import timedelta

from core.clearance.rules import add_months
from core.models import Organisation
from iwt_dashboard.demo_data.stage import Stage, at, texts
from needs.models import Need
from partners.coordination.models.champions import Approach, Champion
from partners.coordination.models.mechanisms import Engagement, Mechanism, MechanismSession, RaisedNeed
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, before_partners

MOST_NEEDS = 12


def create_rounds(stage: Stage) -> None:
    """A round of the secretariat, one of a country, and one that is over; each about needs that partners may see."""
    seen = Need.objects.filter(before_partners()).open().order_by("number", "country__asean_order")
    rows, asked, invited = [], [], []
    for item in texts("coordination")["rounds"]:
        row = stage.row(ReplyRound, item)
        row.opened_by = stage.people.teams[row.country.iso3].focal if row.country else stage.people.secretariat
        rows.append(row)
        fitting = [need for need in seen if row.country is None or need.country_id == row.country.pk]
        asked += [RoundNeed(round=row, need=need) for need in fitting[:MOST_NEEDS]]
        invited += [
            RoundInvitation(round=row, organisation=stage.reference[Organisation][code], invited_at=row.opened_at)
            for code in item["asks"]
        ]
    ReplyRound.objects.bulk_create(rows)
    RoundNeed.objects.bulk_create(asked)
    RoundInvitation.objects.bulk_create(invited)


def create_mechanism_dates(stage: Stage) -> None:
    """Meetings ahead of some mechanisms, reports of engagements that are done, and a need to be raised per country."""
    told = texts("coordination")
    MechanismSession.objects.bulk_create(stage.row(MechanismSession, item) for item in told["meetings"])
    Engagement.objects.filter(is_demo=True, status="done").update(report_public="no")
    chosen = [stage.reference[Mechanism][code] for code in told["raised_at"]]
    first = (
        Need.objects.filter(before_partners())
        .open()
        .order_by("country__asean_order", "number")
        .distinct("country__asean_order")
    )
    RaisedNeed.objects.bulk_create(
        RaisedNeed(
            need=need,
            mechanism=chosen[column % len(chosen)],
            marked_at=at(stage.calendar.ago(20 + column)),
            marked_by=stage.people.teams[need.country.iso3].focal,
            is_demo=True,
        )
        for column, need in enumerate(first.select_related("country"))
    )


def create_champions(stage: Stage) -> None:
    """Invented people with every kind of consent, and plans to approach them."""
    people = stage.people
    for item in texts("coordination")["champions"]:
        champion = stage.row(Champion, item)
        champion.created_by = people.editors.get(item.get("organisation", ""), people.secretariat)
        if champion.consent_on:
            champion.consent_asked_on = champion.consent_on - timedelta(days=4)
            champion.consent_asked_by = champion.contact_role
            champion.consent_until = add_months(champion.consent_on, 24)
        champion.save()
        for code, months in item.get("approaches", {}).items():
            Approach.objects.create(
                champion=champion,
                organisation=stage.reference[Organisation][code],
                month=add_months(stage.calendar.today.replace(day=1), months),
                contact_role=champion.contact_role,
                planned_at=at(stage.calendar.ago(10)),
                planned_by=people.editors[code],
                is_demo=True,
            )
