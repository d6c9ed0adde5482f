"""The words of the field, as they are used on these pages."""

from django.utils.translation import gettext as _


def glossary_terms() -> list[tuple[str, str]]:
    """Terms and what they mean here, in alphabetical order of the English term."""
    return [
        (
            _("AMS, member state"),
            _("A member state of ASEAN; eleven since 26 October 2025. Always listed in ASEAN order, never ranked."),
        ),
        (_("Alternate"), _("A person who stands in for a focal point, with the same rights.")),
        (
            _("AWG CITES and Wildlife Enforcement"),
            _(
                "The ASEAN Working Group of CITES and wildlife enforcement authorities: the environment line of reporting."
            ),
        ),
        (_("Baseline"), _("The value, with its date, from which progress is measured.")),
        (
            _("Champion"),
            _("A person of standing who may speak for wildlife. Named to others only as far as the person agrees."),
        ),
        (
            _("Clearing officer"),
            _(
                "The person who clears, for the country, what its focal points submit, and decides who may see it. Never clears an own entry."
            ),
        ),
        (
            _("Coverage"),
            _(
                "How much of a need partners have taken on: requested, offered, confirmed, delivered, remaining. Computed from responses, never typed."
            ),
        ),
        (
            _("Cycle"),
            _(
                "A round of reporting that the secretariat opens and closes, timed to a meeting that takes place anyway."
            ),
        ),
        (
            _("Disclosure"),
            _("Who may read a cleared record: the own country, ASEAN, registered partners too, or everybody."),
        ),
        (
            _("Focal point"),
            _(
                "The person who enters needs, values and plans for a member state, for its environment or its police line."
            ),
        ),
        (
            _("Gap"),
            _(
                "What a priority in a member state shows: need without support, partly covered, covered, support without stated need, or no data."
            ),
        ),
        (
            _("IATI"),
            _(
                "International Aid Transparency Initiative: the standard in which many partners publish their programmes. Such files are imported here, and programmes are given out in it."
            ),
        ),
        (
            _("ICCWC"),
            _(
                "The International Consortium on Combating Wildlife Crime: CITES Secretariat, INTERPOL, UNODC, World Bank, WCO."
            ),
        ),
        (
            _("IWT share"),
            _("The part of a programme's amount that counters illegal wildlife trade, in per cent, with its basis."),
        ),
        (
            _("Mechanism"),
            _("An existing way of coordination or technical help with which member states engage."),
        ),
        (_("Milestone"), _("A value, or a deed, to be reached on the way to a target.")),
        (
            _("Need"),
            _(
                "Something specific that a member state asks support for, under an objective of an official plan or with the reason why it is in none yet."
            ),
        ),
        (_("NIAP"), _("National Ivory Action Plan, a CITES process. Its six words rate actions here.")),
        (
            _("PIKE"),
            _(
                "Proportion of illegally killed elephants: illegal carcasses out of all carcasses found, from the CITES MIKE programme."
            ),
        ),
        (_("Programme"), _("A partner's project or programme. It belongs to the organisation that owns it.")),
        (_("Provisional"), _("A value that its country expects to correct. It counts, and is marked.")),
        (
            _("Reply round"),
            _("A batch of needs that is put to several partners at once, with a day by which they reply."),
        ),
        (
            _("Response"),
            _(
                "A partner's answer to a need: support, interest, or not now. The country accepts, discusses or declines it."
            ),
        ),
        (
            _("SOMTC WG ITWT"),
            _(
                "The working group on illicit trafficking in wildlife and timber under the Senior Officials Meeting on Transnational Crime: the police line of reporting."
            ),
        ),
        (
            _("State"),
            _(
                "Where a record stands: draft, submitted, returned, cleared. Uncleared content is for the own country's team alone."
            ),
        ),
        (_("Target"), _("The value to be reached, with its date.")),
        (_("Verified"), _("A person has checked a fact against its source. Facts that nobody has checked yet say so.")),
    ]
