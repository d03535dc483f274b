"""Every setting of the portal, read from the environment or from a local `.env`.

Closed by default: without SECRET_KEY and ALLOWED_HOSTS nothing starts, DEBUG is off
and HTTPS is required. A development machine opens what it needs in its `.env`.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
CACHE_DIR = DATA_DIR / "cache"

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=True)
DEMO = env.bool("DEMO", default=False)
BASE_URL = env("BASE_URL", default=f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}")

INSTALLED_APPS = [
    *(["demo"] if DEMO else []),
    "portal.access",
    "portal.core",
    "portal.billing",
    "members",
    "articles",
    "studies",
    "events",
    "portal.letters",
    "portal.home",
    "portal.account",
    "portal.search",
    "portal.following",
    "portal.desk",
    "portal.archive",
    "portal.roster",
    "portal.operations",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "members.apps.StaffAccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.core.middleware.EdgeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.core.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.SecondStepMiddleware",
    "portal.access.middleware.ViewerMiddleware",
    "portal.desk.seeing.SeenAsMiddleware",
    "portal.access.absence.AbsenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.core.middleware.AdminContentSecurityMiddleware",
    "portal.core.middleware.FramedVideoMiddleware",
    "portal.core.middleware.IncompletePageMiddleware",
    "portal.core.middleware.TypographyMiddleware",
    "portal.core.middleware.ErrorPageMiddleware",
    "portal.core.middleware.MovedMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database() -> dict:
    """PostgreSQL where DATABASE_URL says so, with a pool; else one SQLite file that waits instead of failing."""
    if url := env("DATABASE_URL", default=""):
        config = env.db_url_config(url)
        pool = {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}
        config.setdefault("OPTIONS", {}).update(pool=pool, prepare_threshold=2)  # of portal.access.prepared alone
        config["CONN_HEALTH_CHECKS"] = True  # a server that was restarted leaves dead connections in the pool
        return config
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "portal.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env("CACHE_URL", default="")
CACHES = {
    "default": (
        {**env.cache_url("CACHE_URL"), "BACKEND": "portal.core.cache.backends.ForgivingRedisCache"}
        if CACHE_URL
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    ),
    # Wagtail writes every picture it shows into this one at each view; reading them from their table is cheaper.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Languages and time

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True
FORMAT_MODULE_PATH = "portal.core.look.formats"

# Files. Uploads lie in private storage: the gate in portal.core.files.gate is the only way to them.

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "portal.core.files.storage.UploadStorage"},
    "staticfiles": {"BACKEND": "portal.core.look.static_files.PortalStaticFilesStorage"},
}
# A survey's codebook is one form, five fields a variable.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# The internal location of an nginx in front, e.g. /protected/; empty: the portal streams files itself.
X_ACCEL_REDIRECT = env("X_ACCEL_REDIRECT", default="")

# People and sign-in

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # allauth takes it for whether sign-in knows passwords
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# A form sent twice asks for two codes; minute after minute, an address gets ten an hour at most.
ACCOUNT_RATE_LIMITS = {"confirm_email": "5/15m/key", "request_login_code": "20/m/ip,3/m/key,10/h/key"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "members.forms.LoginForm",
    "signup": "members.forms.SignupForm",
    "add_email": "members.forms.AddEmailForm",
    "request_login_code": "members.forms.RequestLoginCodeForm",
    "confirm_email_verification_code": "members.forms.ConfirmEmailVerificationCodeForm",
    "confirm_login_code": "members.forms.ConfirmLoginCodeForm",
    "reset_password": "members.forms.ResetPasswordForm",
    "change_password": "members.forms.ChangePasswordForm",
    "set_password": "members.forms.SetPasswordForm",
    "reauthenticate": "members.forms.ReauthenticateForm",
}
MFA_ADAPTER = "members.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code typed slowly, a clock half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "members.second_step.AuthenticateForm",
    "reauthenticate": "members.second_step.ReauthenticateForm",
    "activate_totp": "members.second_step.ActivateTOTPForm",
    "add_webauthn": "members.second_step.AddPasskeyForm",
    "edit_webauthn": "members.second_step.EditPasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "members.identity.IdentityAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# Mail. The embedded default writes each message to a file, so that nothing leaves a development machine.

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://")
EMAIL_BACKEND = "portal.core.mail.backend.QueueBackend"
MAIL_DELIVERY = EMAIL_CONFIG["EMAIL_BACKEND"]  # by which the worker hands messages over
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # for each answer: portal.core.mail.sending.LEASE covers all of a conversation
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"ne-pas-repondre@{ALLOWED_HOSTS[0]}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mail servers report what could not be delivered, and the mailbox in which that is read; empty: nothing is.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
BOUNCE_MAILBOX = env("BOUNCE_MAILBOX", default="")
# What the address ends with to which a mail provider posts the same; empty: there is no such address.
BOUNCE_SECRET = env("BOUNCE_SECRET", default="")

# Links in published pages, looked at once a week: those that leave the site make the portal ask others.
CHECK_LINKS = env.bool("CHECK_LINKS", default=False)

# Security

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)  # binds hosts that aren't the portal's
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)  # and this for years
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TRUSTED_PROXIES", default=0) else None
CSRF_FAILURE_VIEW = "portal.core.look.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURITY_CONTACT = env("SECURITY_CONTACT", default="")  # an e-mail or https address; else the association's own
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor previews pages in a frame
# W019 asks for DENY; W005 and W021 for what the operator decides.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W005", "security.W021"]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_ENGINE = "portal.access.sessions"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}
# Wagtail's editor writes inline scripts and styles; it alone gets this, under ADMIN_PATH.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
}
# What no page uses, nor may anything that a page came to embed.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
ADMIN_PATH = "admin/"

# Wagtail

WAGTAIL_SITE_NAME = env("SITE_NAME", default="Prévenance")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # allauth's pages do both
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"  # in both languages: the fields are made before anyone's language is known
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_APPEND_SLASH = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation is published once it is translated
WAGTAILIMAGES_IMAGE_MODEL = "core.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.core.files.uploads.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "svg", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "core.PortalDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.core.files.uploads.DocumentForm"
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "ics", "jpeg", "jpg", "m4a", "mp3", "mp4", "odp", "ods", "odt", "ogg", "pdf", "png", "pptx",
    "sav", "txt", "vtt", "webm", "xlsx",
]  # fmt: skip
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILREDIRECTS_AUTO_CREATE = False  # portal.core.redirects.keeping does, and keeps drafts out of it
WAGTAIL_USER_TIME_ZONES = ["Europe/Paris"]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
