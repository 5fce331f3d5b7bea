"""Every setting comes from the environment; what is not set runs at once on a laptop.

An odd value is refused here, with a hint, before anything is served.
"""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
import django
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"  # all that a running site writes


def truth(name: str) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise ImproperlyConfigured(f"{name}={value} is neither yes nor no. Use 1 or 0.")


def whole_number(name: str) -> int:
    value = os.environ.get(name, "").strip() or "0"
    if not re.fullmatch("[0-9]{1,3}", value):
        raise ImproperlyConfigured(f"{name}={value} is not a whole number of 0 or more.")
    return int(value)


def listed(name: str, default: list[str]) -> list[str]:
    values = [part.strip() for part in os.environ.get(name, "").split(",")]
    return [value for value in values if value] or default


def secret_key() -> str:
    kept = VAR / "secret_key"
    value = os.environ.get("SECRET_KEY", "").strip() or (kept.read_text().strip() if kept.is_file() else "")
    if len(value) < 32:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or shorter than 32 characters. `make run` makes one and keeps it in var/; "
            "elsewhere set SECRET_KEY to a long random text."
        )
    return value


def database() -> dj_database_url.DBConfig:
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{VAR / 'consortium.sqlite3'}"
    hint = "Use sqlite:///path/to/file or postgres://user:password@host:5432/name."
    try:
        config = dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL can't be read. {hint}") from error
    if config["ENGINE"] == "django.db.backends.sqlite3":
        VAR.mkdir(exist_ok=True)
        # Readers and a writer at once (WAL); a write that waits its turn instead of failing (IMMEDIATE, timeout).
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        }
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config["ENGINE"] = "consortium.postgresql"
        config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    else:
        raise ImproperlyConfigured(f"DATABASE_URL names neither SQLite nor PostgreSQL. {hint}")
    return config


def email() -> dict[str, object]:
    url = urlsplit(os.environ.get("EMAIL_URL", "").strip() or "console:")
    if url.scheme == "console":
        return mailer("console")
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if url.scheme not in ports or not url.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL can't be read. Use console: or smtp+tls://user:password@host:587/?from=name@example.org "
            "(smtp:// without encryption, smtps:// on port 465)."
        )
    sender = parse_qs(url.query).get("from", [f"webmaster@{url.hostname}"])[0]
    sending = mailer(
        "smtp",
        host=url.hostname,
        port=url.port or ports[url.scheme],
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_tls=url.scheme == "smtp+tls",
        use_ssl=url.scheme == "smtps",
        timeout=10,
    )
    return {**sending, "DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}


def mailer(backend: str, **options: object) -> dict[str, object]:
    """How mail is sent, in the words of Django 6.1 or of the one before."""
    path = f"django.core.mail.backends.{backend}.EmailBackend"
    if django.VERSION >= (6, 1):
        return {"MAILERS": {"default": {"BACKEND": path, "OPTIONS": options}}}
    names = {"username": "HOST_USER", "password": "HOST_PASSWORD"}  # nosec B105 # names of settings
    named = {f"EMAIL_{names.get(name, name.upper())}": value for name, value in options.items()}
    return {"EMAIL_BACKEND": path, **named}


def site_url() -> str:
    value = os.environ.get("SITE_URL", "").strip() or "http://127.0.0.1:8000"
    if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?/?", value):
        raise ImproperlyConfigured(
            f"SITE_URL={value} is not an address like https://consortium.example.org (scheme and host, no path)."
        )
    return value.rstrip("/")


DEBUG = truth("DEBUG")
SECRET_KEY = secret_key()
DATABASES = {"default": database()}
SITE_URL = site_url()
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", "").strip() or VAR / "media")
globals().update(email())
SILENCED_SYSTEM_CHECKS = ["mail.E001"]  # Django 6.1 takes console: for an oversight; here it is the default

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
site = urlsplit(SITE_URL)
ALLOWED_HOSTS = listed(
    "ALLOWED_HOSTS", LOOPBACK if site.hostname in {"127.0.0.1", "localhost"} else [str(site.hostname)]
)
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS", [SITE_URL])

# Behind a proxy the visitor's address and scheme are what the outermost trusted proxy says.
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = site.scheme == "https"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if site.scheme == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = site.scheme == "https"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# A cookie of this name is taken from this very host alone, and from https; no neighbour below the same domain can plant it.
if site.scheme == "https":
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the screen of a large year
DATA_UPLOAD_MAX_NUMBER_FILES = 50  # the photographs of a story
FILE_UPLOAD_HANDLERS = [
    "consortium.uploads.StaffUpload",
    # What is larger than 2.5 MB goes to the disk, and of that no more than any form takes.
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "consortium.uploads.BoundedUpload",
]
SESSION_COOKIE_AGE = 14 * 24 * 3600

INSTALLED_APPS = [
    "consortium.apps.ConsortiumConfig",
    "members.apps.MembersConfig",
    "meetings.apps.MeetingsConfig",
    "milestones.apps.MilestonesConfig",
    "consortium.apps.ConsortiumAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",  # for its templates
    "django.contrib.staticfiles",
    "django_filters",
    "simple_history",
    "import_export",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "consortium.page_cache.PageCache",  # in front of all: what is kept is an answer with all that they add to it
    "consortium.middleware.plain_sessions",
    "django.middleware.security.SecurityMiddleware",
    "consortium.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "consortium.middleware.BoundedBody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "consortium.middleware.profile",
    "consortium.middleware.old_addresses",
    "axes.middleware.AxesMiddleware",  # innermost: a lock-out's page is like any other page to those above
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Five wrong passwords lock a user at an address out for an hour; the address alone would shut out a whole office.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours, from the last of the five …
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # … and not from the latest try
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "consortium.sign_in.visitor_address"
AXES_USERNAME_CALLABLE = "consortium.sign_in.typed_name"
AXES_LOCKOUT_CALLABLE = "consortium.sign_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who signed in from where is nobody's to keep without an end
AXES_ENABLE_ADMIN = False  # consortium/accounts.py has the one screen that is of use
AXES_VERBOSE = False

CSRF_FAILURE_VIEW = "consortium.views.errors.csrf_failure"
ROOT_URLCONF = "consortium.urls"
WSGI_APPLICATION = "consortium.wsgi.application"

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
                "consortium.context.site",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "consortium.files.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "consortium.access_log.Lines",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "access": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "consortium.access": {
            "handlers": ["access"],
            "level": "INFO" if truth("ACCESS_LOG") else "WARNING",
            "propagate": False,
        },
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # a 404 or a 400 is the reader's affair
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # so is a 400 for a host that is not ours
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = "consortium.formats"
TIME_ZONE = "UTC"  # pages speak in the time zone that the Profile names
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
