"""Mail about a person's own account: plain text, in our words."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string

from core.models import User


def tell(person: User, template: str, context: Mapping[str, Any], *, to: str = "") -> None:
    """Send `<template>_subject.txt` and `<template>_message.txt` to a person, or to another address of theirs."""
    filled = {"person": person, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", filled).split())
    send_mail(subject, render_to_string(f"{template}_message.txt", filled), None, [to or person.email])
