"""The codelists of IATI that columns are of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BudgetType(models.TextChoices):
    """IATI codelist BudgetType."""

    ORIGINAL = "1", _("Original")
    REVISED = "2", _("Revised")


class TransactionType(models.TextChoices):
    """IATI codelist TransactionType 2.03."""

    INCOMING_FUNDS = "1", _("Incoming funds")
    OUTGOING_COMMITMENT = "2", _("Outgoing commitment")
    DISBURSEMENT = "3", _("Disbursement")
    EXPENDITURE = "4", _("Expenditure")
    INTEREST = "5", _("Interest payment")
    LOAN_REPAYMENT = "6", _("Loan repayment")
    REIMBURSEMENT = "7", _("Reimbursement")
    EQUITY_PURCHASE = "8", _("Purchase of equity")
    EQUITY_SALE = "9", _("Sale of equity")
    CREDIT_GUARANTEE = "10", _("Credit guarantee")
    INCOMING_COMMITMENT = "11", _("Incoming commitment")
    OUTGOING_PLEDGE = "12", _("Outgoing pledge")
    INCOMING_PLEDGE = "13", _("Incoming pledge")


class RelationType(models.TextChoices):
    """IATI codelist RelatedActivityType."""

    PARENT = "1", _("Parent")
    CHILD = "2", _("Child")
    SIBLING = "3", _("Sibling")
    CO_FUNDED = "4", _("Co-funded")
    THIRD_PARTY = "5", _("Third party")


class PlaceKind(models.TextChoices):
    """A recipient is a country (ISO 3166-1 alpha-2) or a region of a vocabulary."""

    COUNTRY = "country", _("Country")
    REGION = "region", _("Region")
