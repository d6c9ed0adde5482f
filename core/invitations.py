"""Invites people: a mail with a link under which they set their own password."""

import logging
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import User

logger = logging.getLogger(__name__)


def send_invitation(request: HttpRequest, person: User) -> bool:
    """Send the link by mail. Answers whether the mail went out; the reason why not stands in the log."""
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    text = render_to_string(
        "account/email/invitation_message.txt",
        {"person": person, "link": password_link(request, person), "days": days, "inviter": request.user},
    )
    try:
        send_mail(_("Your account on the ASEAN Needs Dashboard"), text, None, [person.email])
    except (SMTPException, OSError):
        logger.exception("The invitation of account %s could not be sent.", person.pk)
        return False
    return True


def password_link(request: HttpRequest, person: User) -> str:
    """The address at which a person sets a password: good for one use and for `PASSWORD_RESET_TIMEOUT` seconds."""
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    return request.build_absolute_uri(path)
