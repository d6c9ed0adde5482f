"""The one settings file: reads the environment and fails loudly.

Every variable is described in `.env.example`. Development defaults exist only where they do no harm.
"""

import gc

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from core.site_address import site_address
from iwt_dashboard.ops.checks import refuse_harm, refuse_weak_key
from iwt_dashboard.ops.database import databases
from iwt_dashboard.ops.logging_format import logging_settings
from iwt_dashboard.ops.paths import BASE_DIR, kept_secret, var_dir
from iwt_dashboard.ops.proxies import Network, networks
from iwt_dashboard.ops.shared_cache import cache_settings

# By default Python looks for cycles of unused objects after every 700 new ones. A response makes tens of thousands,
# and nearly all of them go with it: looking every 50,000 takes an eighth off a page and a tenth off a start.
gc.set_threshold(50_000, 20, 50)

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)
VAR_DIR = var_dir()
# Where the product's files lie; what pages are built with tells editions of it apart.
PRODUCT_DIR = BASE_DIR

DEBUG = env.bool("DEBUG", False)
# Demonstration mode: demonstration data may be loaded, and every page says so.
DEMONSTRATION = env.bool("IWT_DEMO", False)


def _secret_key() -> str:
    """The key from the environment, or one kept in `var/` where nothing real is at stake."""
    if key := env.str("SECRET_KEY", ""):
        if not (DEBUG or DEMONSTRATION):
            refuse_weak_key(key)
        return key
    if not (DEBUG or DEMONSTRATION):
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random text that you keep secret; "
            "only DEBUG=1 or IWT_DEMO=1 may run without."
        )
    return kept_secret("secret-key")


SECRET_KEY = _secret_key()
# Keys of before: what they have signed stays good until they are taken out again.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if DEBUG or DEMONSTRATION else [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# Behind TLS, as every real installation is; the demonstration speaks plain HTTP on this machine only.
SECURE_COOKIES = env.bool("SECURE_COOKIES", not (DEBUG or DEMONSTRATION))
refuse_harm(
    debug=DEBUG,
    demonstration=DEMONSTRATION,
    hosts=ALLOWED_HOSTS,
    origins=CSRF_TRUSTED_ORIGINS,
    secure_cookies=SECURE_COOKIES,
)
# How links in mails and files begin; never as a visitor says. Without a proxy the site is where it listens itself.
SITE_ADDRESS = site_address(
    env.str("SITE_ADDRESS", ""),
    hosts=ALLOWED_HOSTS,
    origins=CSRF_TRUSTED_ORIGINS,
    is_secure=SECURE_COOKIES,
    port="" if SECURE_COOKIES else env.str("BIND", "").rpartition(":")[2] or env.str("PORT", "") or "8000",
)
# Whom to tell of a weakness: mailto:… or https://…, shown at /.well-known/security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")

INSTALLED_APPS = [
    "iwt_dashboard",
    "core",
    "needs",
    "roadmap",
    "partners",
    "core.apps.SecretariatAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_guid",
    "django_htmx",
    "import_export",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "iwt_dashboard.ops.proxies.ProxyMiddleware",
    "iwt_dashboard.ops.request_log.RequestLogMiddleware",
    "django_guid.middleware.guid_middleware",
    "iwt_dashboard.ops.headers.HeadersMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "iwt_dashboard.ops.request_limits.LimitsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "iwt_dashboard.ops.headers.CachingMiddleware",
    # The poor line is a real one. Built pages come compressed already (ADR 45).
    "core.page_cache.middleware.CompressionMiddleware",
    "iwt_dashboard.ops.headers.PolicyMiddleware",
    "iwt_dashboard.ops.replicas.ReplicaMiddleware",
    "iwt_dashboard.ops.errors.DatabaseAwayMiddleware",
    "core.page_cache.middleware.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.accounts.sessions.SessionLifetimeMiddleware",
    "core.drafts.middleware.KeepTypedMiddleware",
    "core.middleware.ClosedByDefaultMiddleware",
    "core.accounts.second_factor.SecondFactorMiddleware",
    "core.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.page_cache.middleware.BuiltPagesMiddleware",
]

ROOT_URLCONF = "iwt_dashboard.urls"
WSGI_APPLICATION = "iwt_dashboard.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "iwt_dashboard.pages.context_processors.shell",
            ]
        },
    }
]

# One pool a worker process; a thread holds a connection only while it answers a request, of those that read or write.
DATABASES = databases(pool_size=env.int("DATABASE_POOL_SIZE", 0) or 2 * env.int("WEB_THREADS", 4))
# Where there are replicas, requests that only read go to them.
DATABASE_ROUTERS = ["iwt_dashboard.ops.replicas.ReplicaRouter"] if len(DATABASES) > 1 else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["core.accounts.adapters.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"core.accounts.passwords.{name}"} for name in ("LongEnough", "NotPersonal", "NotCommon", "NotOfThisPlace")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace"
LOGOUT_REDIRECT_URL = "landing"
ACCOUNT_ADAPTER = "core.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "core.accounts.forms.LoginForm",
    "reset_password": "core.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "core.accounts.forms.ResetPasswordKeyForm",
    "change_password": "core.accounts.forms.ChangePasswordForm",
    "set_password": "core.accounts.forms.SetPasswordForm",
    "reauthenticate": "core.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Accounts are opened by the secretariat; the link of its invitation, or one sent at log-in, confirms the address.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "landing"
# Limits count the visitor's address (`ops.proxies` finds it behind a proxy). A demonstration is tried by many people
# behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    # Counted by `core.accounts.attempts`: allauth's count by account lets strangers lock people out.
    "login_failed": "",
    "reset_password": "20/10m/ip",
    "reset_password_from_key": "20/10m/ip",
    "invitation": "60/10m/ip,20/10m/key",
    "change_password": "10/10m/ip",
    "reauthenticate": "30/10m/ip",
    "confirm_email": "3/10m/key",
}
MFA_RATE_LIMITS = {"webauthn_login": "30/10m/ip"}
# Wrong tries from one address, at one account from one address, and on a device known to be its person's; mails that
# somebody asks for, by account and address, and by account (`core.accounts.attempts`).
LOGIN_LIMITS = {"address": "30/10m/ip", "both": "5/10m/key", "device": "10/10m/key"}
LOGIN_LIMITS |= {"mails": "3/10m/key", "mails_to": "5/h/key"}
if DEMONSTRATION:
    ACCOUNT_RATE_LIMITS |= {"login": "600/m/ip", "invitation": "600/m/ip"}
    ACCOUNT_RATE_LIMITS |= {"change_password": "60/m/ip", "reauthenticate": "60/m/ip"}
    MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
    LOGIN_LIMITS |= {"address": "120/m/ip", "both": "10/5m/key"}
# All worker processes count together: in the database, or in the cache that all machines share.
CACHES = cache_settings(
    env.str("CACHE_URL", ""),
    limits={
        "BACKEND": "core.accounts.limits_cache.LimitsCache",
        "LOCATION": "core_limits",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
)
# Built pages that each process keeps in memory, in megabytes; 0 builds every page for every reader.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 32)
INVITATION_DAYS = env.int("INVITATION_DAYS", 7)
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24

# Clearing officers and the secretariat need a second factor; a demonstration only offers it.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", not DEMONSTRATION)
MFA_ADAPTER = "core.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "core.accounts.forms.CodeForm",
    "reauthenticate": "core.accounts.forms.CodeAgainForm",
    "activate_totp": "core.accounts.forms.ActivateAppForm",
    "authenticate_webauthn": "core.accounts.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "core.accounts.forms.PasskeyAgainForm",
    "login_webauthn": "core.accounts.forms.PasskeyLoginForm",
    "add_webauthn": "core.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "core.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "ASEAN Needs Dashboard"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# There is one address a person, which the secretariat keeps; it is confirmed before the first log-in.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Unset, messages become files in var/mail: on the screen they would give addresses and links away to the log.
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", "file:")
if "EMAIL_BACKEND" not in EMAIL_CONFIG:
    raise ImproperlyConfigured(
        "EMAIL_URL begins with an unknown word. Mail goes by submission://, smtp:// or console:."
    )
# A request writes a message down in its own transaction; the worker sends it, and tries again while it cannot.
EMAIL_BACKEND = "core.mail.QueueBackend"
MAIL_DELIVERY_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL_CONFIG.get("EMAIL_FILE_PATH") or str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 20
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "dashboard@example.org")

# A bucket that all machines share, for uploaded documents and for files brought for import, in place of the folders.
FILES_URL = env.str("FILES_URL", "")
# Uploaded documents, each written once and never changed; and where `manage.py backup` writes.
DOCUMENTS_DIR = env.str("DOCUMENTS_DIR", "") or str(VAR_DIR / "documents")
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", 10_000_000)
DOCUMENTS_PER_RECORD = env.int("DOCUMENTS_PER_RECORD", 20)
# Files brought for import, until their programmes are written; larger ones go through `manage.py import_iati`.
IATI_DIR = env.str("IATI_DIR", "") or str(VAR_DIR / "iati")
IATI_MAX_BYTES = env.int("IATI_MAX_BYTES", 100_000_000)
BACKUP_DIR = env.str("BACKUP_DIR", "") or str(VAR_DIR / "backups")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Jakarta")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "iwt_dashboard.ops.bundles.SingleFilesFinder",
    "iwt_dashboard.ops.bundles.AppFilesFinder",
    "iwt_dashboard.ops.bundles.BundleFinder",
    "iwt_dashboard.ops.staticfiles.InstalledPackagesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "iwt_dashboard.ops.staticfiles.CompressedManifestStorage"
    },
}

# Nobody else needs our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False

SESSION_ENGINE = "core.accounts.sessions"
# After so many minutes without a request, and so many hours whatever happens, the next request asks to log in.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 30)
SESSION_HOURS = env.int("SESSION_HOURS", 12)
# The row outlives the log-in, so that what somebody sends after a night is known to be theirs, and is not lost.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
# A browser takes a cookie of such a name only over TLS, from this very host, for the whole of it.
_HOST = "__Host-" if SECURE_COOKIES else ""
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
MESSAGES_COOKIE_NAME = f"{_HOST}messages"
# Says on which device a person has logged in before; it opens nothing.
DEVICE_COOKIE_NAME = f"{_HOST}device"
# Says up to where in the database's log a browser has written, where there are replicas.
WRITTEN_COOKIE_NAME = f"{_HOST}written"
MESSAGE_STORAGE = "core.accounts.message_storage.MessageStorage"
# Scripts take the token from the form that they send.
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "iwt_dashboard.ops.errors.csrf_failure"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", SECURE_COOKIES)
# Whoever watches over the site asks it on its own machine, where there is no TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if SECURE_COOKIES else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_HSTS_PRELOAD = SECURE_COOKIES
# What proxies claim about a visitor is believed only where the installation says that there is one, and from it alone.
PROXY_ADDRESSES: tuple[Network, ...] = ()
if env.bool("BEHIND_PROXY", False):
    PROXY_ADDRESSES = networks(env.list("PROXY_ADDRESSES", []) or ["127.0.0.1", "::1"])
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What a browser may do with our pages (ADR 19). The admin lets in the scripts of its packages as files of the site.
CONTENT_SECURITY_POLICY = {
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
        "upgrade-insecure-requests": SECURE_COOKIES,
    }
}
# What a browser can do and no page asks for is closed to everybody.
_CLOSED = """
    accelerometer autoplay browsing-topics camera compute-pressure display-capture encrypted-media gamepad geolocation
    gyroscope hid identity-credentials-get idle-detection keyboard-map local-fonts magnetometer microphone midi
    otp-credentials payment picture-in-picture screen-wake-lock serial speaker-selection storage-access usb
    window-management xr-spatial-tracking
"""
# Passkeys, copying recovery codes, and a chart as large as the screen.
_OURS = ("publickey-credentials-create", "publickey-credentials-get", "clipboard-write", "fullscreen")
PERMISSIONS_POLICY = {**{feature: [] for feature in _CLOSED.split()}, **dict.fromkeys(_OURS, "self")}

PGHISTORY_APPEND_ONLY = True
# Triggers belong to the models as they are now: no migration holds them, and our own `migrate` installs those that
# changed (`ops.triggers`). pgtrigger would install all of them anew.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A whole request, files included. A proxy in front should take no more either.
REQUEST_MAX_BYTES = env.int("REQUEST_MAX_BYTES", 30_000_000)
IMPORT_EXPORT_USE_TRANSACTIONS = True

# One line a request, as an object for machines or in words for people; none with an address, a query or typed text.
LOG_FORMAT = env.str(
    "LOG_FORMAT", "text" if DEBUG or DEMONSTRATION else "json", validate=validate.OneOf(["json", "text"])
)
LOGGING = logging_settings(LOG_FORMAT, env.str("LOG_LEVEL", "INFO"))
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,
    "delete_jobs": "successful",
    # Time to finish what is under way when it is asked to stop.
    "shutdown_graceful_timeout": 30.0,
}
DJANGO_GUID = {"GUID_HEADER_NAME": "X-Request-ID", "EXPOSE_HEADER": False}
