"""Settings of a node, from the environment; secure without any."""

import os
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kakehashi.config.places import (
    PACKAGE,
    data_folder,
    env_bool,
    env_count,
    env_list,
    guard_folder,
    mail_settings,
    own_side,
    secret_key,
)

DATA = data_folder()
SECRET_KEY = secret_key(DATA)
GUARD = guard_folder()
SIDE = own_side(DATA)
DEBUG = env_bool("KAKEHASHI_DEBUG", default=False)

# Loopback unless an operator names the hosts the node answers to.
ALLOWED_HOSTS = env_list("KAKEHASHI_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = env_list("KAKEHASHI_ORIGINS")
HTTPS = env_bool("KAKEHASHI_HTTPS", default=False)
# Where the public finds the site, for addresses in feeds and data; else where the request came to.
PUBLIC_ADDRESS = os.environ.get("KAKEHASHI_PUBLIC_ADDRESS", "").rstrip("/")

# Where officials find the desk, for links in mail and calendars.
DESK_ADDRESS = os.environ.get("KAKEHASHI_DESK_ADDRESS", "").rstrip("/") or PUBLIC_ADDRESS

_MAIL = mail_settings()
MAIL_ON = bool(_MAIL["MAIL_ON"])
globals().update(_MAIL)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "kakehashi.look",
    "kakehashi.ledger",
    "kakehashi.people",
    "kakehashi.glossary",
    "kakehashi.records",
    "kakehashi.framework",
    "kakehashi.workplan",
    "kakehashi.governance",
    "kakehashi.clearance",
    "kakehashi.posts",
    "kakehashi.lines",
    "kakehashi.biographies",
    "kakehashi.notes",
    "kakehashi.commissions",
    "kakehashi.enquiries",
    "kakehashi.translation",
    "kakehashi.retention",
    "kakehashi.drafting",
    "kakehashi.exchange",
    "kakehashi.briefing",
    "kakehashi.portal",
    "kakehashi.desk",
    "kakehashi.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kakehashi.look.languages.LanguageMiddleware",
    "kakehashi.api.answering.ApiAnswers",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kakehashi.look.languages.AccountLanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "kakehashi.desk.private_pages.PrivatePagesMiddleware",
    "kakehashi.desk.visits.VisitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kakehashi.look.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "kakehashi.config.urls"
WSGI_APPLICATION = "kakehashi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kakehashi.look.languages.languages",
                "kakehashi.config.context.node",
            ],
        },
    }
]
FORM_RENDERER = "kakehashi.look.forms.GovukRenderer"


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL", "")
    if url:
        return {
            **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True),
            "ATOMIC_REQUESTS": False,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "kakehashi.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # A write takes the lock when its transaction begins, so two writers queue up
            # instead of failing half-way; every commit is on disk before it is answered.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["kakehashi.desk.signing_in.LinkBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk:work"
SESSION_COOKIE_NAME = os.environ.get("KAKEHASHI_COOKIE", "kakehashi")
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = SESSION_COOKIE_NAME + "-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "kakehashi.look.refusals.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if env_bool("KAKEHASHI_BEHIND_PROXY", default=False)
    else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ja", _("Japanese"))]
LANGUAGE_COOKIE_NAME = "kakehashi_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Files are served from where they lie; nothing is collected.
STATIC_ROOT = PACKAGE / "look" / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Bytes of one attachment, uploaded or from another side's node.
LARGEST_ATTACHMENT = env_count("KAKEHASHI_ATTACHMENT_MB", 200) << 20
# Days for which backups keep what was destroyed: told to the side that asked for it; 0, not told.
BACKUP_DAYS = env_count("KAKEHASHI_BACKUP_DAYS", 0)
# Read by this user alone, whatever the folder that an operator made lets others do.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": _LINE},
        "bare": {"()": "kakehashi.config.terminal.OneLine", "format": _LINE},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "one_line": {"class": "logging.StreamHandler", "formatter": "bare"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A page that is not there is an answer; the terminal is for addresses and for faults.
    # A request that is none of ours (another host's name, too many fields) is answered with 400;
    # the operator reads of it in one line, so that nobody can fill the terminal with traces.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"handlers": ["one_line"], "propagate": False},
    },
}

# The public may open pages that say so; everything else asks to sign in.
SILENCED_SYSTEM_CHECKS: list[str] = []
