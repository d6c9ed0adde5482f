"""Why a programme's money is not counted, or not counted here, in words."""

from typing import Any

from django.utils.translation import gettext_lazy

from partners.programmes.rules.money import MoneyGap
from partners.programmes.rules.portfolio import CutReason

MONEY_REASONS: dict[MoneyGap | CutReason, Any] = {
    MoneyGap.CANCELLED: gettext_lazy("Cancelled: no money was provided"),
    MoneyGap.NOT_JUDGED: gettext_lazy("Nobody has judged yet whether it counters illegal wildlife trade"),
    MoneyGap.SUGGESTED: gettext_lazy("Relevance to illegal wildlife trade is suggested, and not confirmed by a person"),
    MoneyGap.NOT_IWT: gettext_lazy("Not about illegal wildlife trade"),
    MoneyGap.NO_PLACE: gettext_lazy("Names no member state and is not regional"),
    MoneyGap.IN_A_CIRCLE: gettext_lazy("Said to be a part of its own parts: which contains which is not known"),
    MoneyGap.NO_AMOUNT: gettext_lazy("No amount on record"),
    MoneyGap.NO_RATE: gettext_lazy("No exchange rate for its amount"),
    MoneyGap.SHARE_UNKNOWN: gettext_lazy("IWT share not known: neither 0% nor 100% is guessed"),
    CutReason.IN_ITS_PARTS: gettext_lazy("Counted with the programmes that are parts of it"),
    CutReason.SHARED_FUNDING: gettext_lazy("Funded together with others: who gives how much is not known"),
    CutReason.REGIONAL: gettext_lazy("Regional, names no member state: counted once, as “regional or not split”"),
    CutReason.COUNTRY_NOT_SPLIT: gettext_lazy("This member state's share is not given: counted once, as “not split”"),
    CutReason.NO_PRIORITY: gettext_lazy("No priority is confirmed: counted as “not split by priority”"),
    CutReason.PRIORITY_NOT_SPLIT: gettext_lazy("This priority's share is not given: counted as “not split”"),
    CutReason.NO_PERIOD: gettext_lazy("Its period is not known: counted in no year"),
    CutReason.OTHER_YEARS: gettext_lazy("Its period lies in other years"),
}
