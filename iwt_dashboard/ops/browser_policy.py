"""What a browser may do with our pages: the Content-Security-Policy and the Permissions-Policy (ADR 19).

Imports no Django: the settings ask here.
"""

from csp.constants import NONCE, NONE, SELF

# What a browser can do and no page asks for.
NOT_OURS = """
    accelerometer autoplay browsing-topics camera compute-pressure display-capture encrypted-media gamepad geolocation
    gyroscope hid identity-credentials-get idle-detection keyboard-map local-fonts magnetometer microphone midi
    otp-credentials payment picture-in-picture screen-wake-lock serial speaker-selection storage-access usb
    window-management xr-spatial-tracking
"""
# Passkeys, copying recovery codes, and a chart as large as the screen.
OURS = ("publickey-credentials-create", "publickey-credentials-get", "clipboard-write", "fullscreen")


def permissions_policy() -> dict[str, str | list[str]]:
    """The features by name: closed to everybody, or open to our own pages."""
    return {**{feature: [] for feature in NOT_OURS.split()}, **dict.fromkeys(OURS, "self")}


def content_security_policy(*, over_tls: bool) -> dict[str, dict[str, object]]:
    """The policy of every page; the admin lets in the scripts of its packages as files of the site."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [NONCE],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "object-src": [NONE],
            "form-action": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
            # Text becomes HTML or a script address only through the one policy in static/js/trusted.js.
            "require-trusted-types-for": ["'script'"],
            "trusted-types": ["default", "iwt-parser"],
            "upgrade-insecure-requests": over_tls,
        }
    }
