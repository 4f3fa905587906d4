"""Settings from the environment, with defaults that run out of the box; a missing secret stops a production start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
FONTS = ROOT / "assessment" / "fonts" / "ttf"
MINISTRY_VI = "Bộ Khoa học và Công nghệ"
MAIL_BACKENDS = ("smtp", "folder", "console", "none")
MINISTRY_EN = "Ministry of Science and Technology"


class ConfigurationError(RuntimeError):
    """A setting is missing or wrong; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between a laptop and the ministry's server."""

    database_url: str
    secret_key: str
    production: bool
    variable: Path  # the folder for the database file and generated secrets
    public_url: str
    ministry_vi: str
    ministry_en: str
    proxies: int = 0  # how many proxies in front may be believed about the caller's address
    evidence_store: str = ""  # "s3://bucket/prefix"; empty: the folder below
    evidence_megabytes: int = 50  # the largest file
    clamav: str = ""  # "host:port" or the path of clamd's socket; empty: files are not scanned
    link_networks: tuple[str, ...] = ()  # private networks that the checker of links may enter, "10.1.0.0/16"
    mail_backend: str = "folder"  # "smtp", "folder" (var/mail), "console", or "none": letters wait
    mail_sender: str = "khong-tra-loi@localhost"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_starttls: bool = True
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)

    @property
    def report_cache(self) -> Path:
        """The folder of rendered PDFs; may be emptied at any time."""
        return self.variable / "pdf"

    @property
    def evidence_folder(self) -> Path:
        """The folder of files handed in as evidence, and of those still on their way."""
        return self.variable / "evidence"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings; raises ConfigurationError in production when SECRET_KEY or DATABASE_URL is missing."""
    env = os.environ if environ is None else environ
    production = env.get("ASSESSMENT_ENV", "demo") == "production"
    variable = Path(env.get("ASSESSMENT_VAR", ROOT / "var"))
    missing = [name for name in ("SECRET_KEY", "DATABASE_URL", "PUBLIC_URL") if not env.get(name)]
    if production and missing:
        raise ConfigurationError(
            f"production start refused: set {', '.join(missing)} in the environment "
            "(a SECRET_KEY: python -c 'import secrets; print(secrets.token_hex(32))')"
        )
    return Settings(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{variable / 'assessment.sqlite3'}",
        secret_key=env.get("SECRET_KEY") or _generated_secret(variable / "secret_key"),
        production=production,
        variable=variable,
        public_url=env.get("PUBLIC_URL", "http://127.0.0.1:5000").rstrip("/"),
        ministry_vi=env.get("MINISTRY_VI", MINISTRY_VI),
        ministry_en=env.get("MINISTRY_EN", MINISTRY_EN),
        proxies=int(env.get("TRUSTED_PROXIES", "0")),
        evidence_store=env.get("EVIDENCE_STORE", ""),
        evidence_megabytes=int(env.get("EVIDENCE_MAX_MB", "50")),
        clamav=env.get("CLAMAV", ""),
        link_networks=tuple(env.get("LINK_NETWORKS", "").split()),
        mail_backend=_mail_backend(env, production=production),
        mail_sender=env.get("MAIL_SENDER", "khong-tra-loi@localhost"),
        smtp_host=env.get("SMTP_HOST", ""),
        smtp_port=int(env.get("SMTP_PORT", "587")),
        smtp_starttls=env.get("SMTP_STARTTLS", "1") not in ("0", "no", "false"),
        smtp_user=env.get("SMTP_USER", ""),
        smtp_password=env.get("SMTP_PASSWORD", ""),
    )


def _mail_backend(env: Mapping[str, str], *, production: bool) -> str:
    """What MAIL_BACKEND says, else SMTP where a host is named, else files in the demonstration and nothing at all."""
    chosen = env.get("MAIL_BACKEND") or ("smtp" if env.get("SMTP_HOST") else "none" if production else "folder")
    if chosen not in MAIL_BACKENDS or (chosen == "smtp" and not env.get("SMTP_HOST")):
        raise ConfigurationError(
            f"MAIL_BACKEND={chosen}: choose one of {', '.join(MAIL_BACKENDS)}; smtp needs SMTP_HOST"
        )
    return chosen


def _generated_secret(path: Path) -> str:
    """A secret made once for the demonstration and kept beside its database, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()
