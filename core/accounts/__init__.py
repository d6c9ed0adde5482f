"""Log-in, second factors, sessions, invitations and handing over, on top of django-allauth."""
