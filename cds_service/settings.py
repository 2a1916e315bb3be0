"""What a site can set, read once from the environment (`CDS_SERVICE_...`)."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cds_service.hooks.discovery import service_ids
from cds_service.hooks.profiles import PROFILES

PREFIX: Final = "CDS_SERVICE_"
SHIPPED: Final = "shipped"
_PACKAGE: Final = Path(__file__).parent
_INSTALLED: Final = _PACKAGE / "_knowledge"
_KEY_AT_LEAST: Final = 32

_OF_NO_CLIENT: Final = ("profile", "fhir_servers", "private_network")
"""What is said in the list of clients, once there is one."""


def shipped_knowledge() -> Path:
    """Give the folder of the knowledge that came with this installation: in the wheel, or in the checkout."""
    return _INSTALLED if is_installed() else _PACKAGE.parent / "knowledge"


def is_installed() -> bool:
    """Whether the knowledge came inside the installed package, where nobody should change it."""
    return _INSTALLED.is_dir()


def knowledge_folder(name: str | Path) -> Path:
    """Give the folder of a name; `shipped` stands for the knowledge that came with this installation."""
    return shipped_knowledge() if str(name) == SHIPPED else Path(name)


class Settings(BaseSettings):
    """The settings; lists are written with commas."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes any free one")
    public_url: str = Field(
        "", description="address by which clients reach the service, without a slash at the end"
    )
    knowledge: Annotated[tuple[Path, ...], NoDecode] = Field(
        default_factory=lambda: (shipped_knowledge(),),
        description="folders of knowledge, each laid over those before; `shipped` is the one that came along",
    )
    knowledge_watch: bool = Field(
        default=False, description="load the knowledge anew when a file in its folders changes"
    )
    shared_service_id: bool = Field(
        default=False, description="publish one service id for both hooks instead of one each"
    )
    profile: str = Field("generic", description="client profile of callers that are not authenticated")
    allow_unauthenticated: bool = Field(
        default=False, description="listen beyond this machine although callers are not authenticated"
    )
    trying_out: bool = Field(
        default=False,
        description="on this machine alone: tokens may be left out, and be of a public test key",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses of proxies that tell the caller's own in `X-Forwarded-For`"
    )
    calls_per_second: int | None = Field(
        None, gt=0, description="calls of one client, or of one address without a client, before 429"
    )
    used_tokens: Path | None = Field(
        None, description="SQLite file of tokens used, shared by processes; unset: each process has its own"
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="browser origins that may call, such as `https://sandbox.cds-hooks.org`"
    )
    max_body_bytes: int = Field(
        4 * 1024 * 1024, gt=0, le=8 * 1024 * 1024, description="largest request body in bytes"
    )
    body_seconds: float = Field(5, gt=0, le=60, description="seconds within which a body has to arrive")
    fhir_servers: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="FHIR servers that may be read: base URLs, or origins for all base URLs under them"
    )
    private_network: bool = Field(
        default=False, description="these FHIR servers may have addresses of the site's own network"
    )
    fhir_budget_ms: int = Field(
        800, gt=0, le=1500, description="milliseconds that reading from them may take in one call"
    )
    heed_scope: bool = Field(
        default=True, description="leave out searches that the granted scope does not cover"
    )
    store: str = Field(
        "sqlite:///cds-service.db",
        description="database of decisions and feedback: `sqlite:///file.db`, "
        "`postgresql://user@host/database`, or `off` to keep none",
    )
    store_key: SecretStr = Field(
        SecretStr(""),
        description="secret for the hashes of patients, users and orders, 32 characters or more; unset: "
        "drawn at every start, so that calls before and after it cannot be linked",
    )
    keep_comments: bool = Field(
        default=False, description="keep the comments with which users override cards; they are free text"
    )
    keep_days: int | None = Field(
        None,
        ge=1,
        description="days that decisions and feedback are kept; unset: for ever",
    )
    ignored_after_hours: int = Field(
        24, ge=1, description="hours after which a card of which nothing is heard counts as ignored"
    )
    keep_requests: Path | None = Field(
        None,
        description="folder in which every request is kept, encrypted, for a replay; unset: none",
    )
    request_key: SecretStr = Field(
        SecretStr(""), description="key that kept requests are encrypted with: `cds-service replay --new-key`"
    )
    quiet_hours: int = Field(
        0, ge=0, description="hours in which advice is not repeated to a user who overrode it with a reason"
    )
    pages: bool | None = Field(
        None, description="serve the pages for people; unset: only where the service listens on loopback"
    )
    silent_services: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="service ids that judge and record, and show no card"
    )
    questions_at_most: int | None = Field(
        None,
        ge=0,
        description="ask for missing facts only up to this many questions; unset: as the knowledge says",
    )
    alp_mild_multiple: Decimal | None = Field(
        None, gt=1, description="alkaline phosphatase up to this multiple of the upper limit is mildly raised"
    )
    clients: Path | None = Field(
        None, description="file that lists the clients that may call; with it every call needs a token"
    )

    read_report_text: bool = Field(
        default=True,
        description="read in the words of radiology and pathology reports what no code states",
    )

    @property
    def is_on_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        return is_this_machine(self.host)

    @property
    def serves_pages(self) -> bool:
        """Whether the pages for people are served."""
        return self.is_on_loopback if self.pages is None else self.pages

    @field_validator(
        "knowledge", "cors_origins", "fhir_servers", "silent_services", "trusted_proxies", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [each.strip() for each in value.split(",") if each.strip()] if isinstance(value, str) else value
        )

    @field_validator("cors_origins")
    @classmethod
    def _refuse_any_origin(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any("*" in each or each.rstrip("/") != each or "://" not in each for each in value):
            message = (
                "name each origin in full, such as `https://ehr.example.org`, without `*` or a last slash"
            )
            raise ValueError(message)
        return value

    @field_validator("profile")
    @classmethod
    def _know_the_profile(cls, value: str) -> str:
        if value not in PROFILES:
            raise ValueError(f"no such profile: use one of {', '.join(sorted(PROFILES))}")
        return value

    @model_validator(mode="after")
    def _silence_only_what_is_served(self) -> Self:
        """Refuse a slip of the pen: a service meant to be silent would speak."""
        served = sorted(service_ids(shared_id=self.shared_service_id))
        if not set(self.silent_services) <= set(served):
            raise ValueError(f"`{PREFIX}SILENT_SERVICES` names no service: use {' or '.join(served)}")
        return self

    @model_validator(mode="after")
    def _keep_nothing_in_the_clear(self) -> Self:
        if self.keep_requests is not None and not self.request_key.get_secret_value():
            raise ValueError(f"`{PREFIX}KEEP_REQUESTS` needs `{PREFIX}REQUEST_KEY` to encrypt with")
        return self

    @field_validator("store_key")
    @classmethod
    def _is_no_guess(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < _KEY_AT_LEAST:
            raise ValueError(f"too short to keep a secret: give {_KEY_AT_LEAST} characters or more")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("give an address, such as `https://cds.example.org`")
        return value.rstrip("/")

    @field_validator("trying_out")
    @classmethod
    def _only_here(cls, value: bool, others: ValidationInfo) -> bool:  # noqa: FBT001  # as pydantic calls it
        if value and not is_this_machine(others.data.get("host", "")):
            raise ValueError("it is for this machine alone: listen on 127.0.0.1")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            try:
                ipaddress.ip_network(each)
            except ValueError:
                message = f"`{each}` is no address or network: write it as `10.1.2.3` or `10.1.2.0/24`"
                raise ValueError(message) from None
        return value

    @field_validator("clients")
    @classmethod
    def _fit_the_rest(cls, value: Path | None, others: ValidationInfo) -> Path | None:
        """Refuse what a list of clients leaves without a meaning, or needs and has not got."""
        if value is None:
            return value
        rest = others.data
        if not rest.get("public_url"):
            message = f"`{PREFIX}PUBLIC_URL` is missing: a token names the address its client calls"
            raise ValueError(message)
        unnamed = [
            name
            for name in ("fhir_servers", "private_network", "profile")
            if rest.get(name) != cls._default(name)
        ]
        if unnamed and not rest.get("trying_out"):
            named = f"`{PREFIX}{unnamed[0].upper()}`"
            raise ValueError(
                f"{named} is for callers without a client: write it in the list, for each client"
            )
        return value

    @classmethod
    def _default(cls, name: str) -> object:
        return cls.model_fields[name].get_default()

    @field_validator("knowledge")
    @classmethod
    def _is_somewhere(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        if not value:
            raise ValueError("name a folder, or leave it out for the knowledge that came with the service")
        return tuple(knowledge_folder(each) for each in value)


def is_this_machine(host: str) -> bool:
    """Whether a host to listen on is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unknown_settings(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Give the variables that look like settings and are none, as after a slip of the pen."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    return tuple(
        sorted(each for each in environment if each.upper().startswith(PREFIX) and each.upper() not in known)
    )
