"""Reads the list of clients that a site keeps; whatever it cannot mean is told with its line."""

from __future__ import annotations

import re
import ssl
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cds_service.adapters.destinations import checked_transports
from cds_service.adapters.fhir_addresses import parse_base
from cds_service.callers.clients import Client, Clients, TokenRules
from cds_service.callers.keys import ALGORITHMS, KeySet, read_key_set
from cds_service.errors import ClientsRefused
from cds_service.hooks.profiles import GENERIC, PROFILES, ClientProfile
from cds_service.knowledge.problems import Place, ProblemLog, listing, suggest
from cds_service.knowledge.text.shapes import Count, Flag, ListOf, MapOf, Scalar, Shape
from cds_service.knowledge.text.strict_yaml import Text, compose
from cds_service.knowledge.text.tables import Table, as_text

KNOWN_TO_ALL: Final = frozenset({"https://sandbox.cds-hooks.org"})
"""Issuers whose private key is public: a token of theirs proves nothing about who sends it."""

_WORDS: Final = ListOf(Scalar())
_CLIENT: Final = Shape(
    required={"issuer": Scalar(), "profile": Scalar()},
    optional={
        "jku": Scalar(),
        "keys": Scalar(),
        **dict.fromkeys(("algorithms", "tenants", "audiences", "public_urls"), _WORDS),
        **dict.fromkeys(("token_minutes", "leeway_seconds"), Count()),
        "may_reuse_tokens": Flag(),
        "fhir_servers": _WORDS,
        "private_network": Flag(),
        "authorities": Scalar(),
        "calls_per_second": Count(),
        "link_hosts": _WORDS,
        "ordered_as": MapOf(Scalar()),
    },
)
_CLIENTS: Final = Shape(required={"clients": MapOf(_CLIENT)})
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MINUTES: Final = range(1, 24 * 60 + 1)
_LEEWAY: Final = range(301)
_CALLS: Final = range(1, 10_000)


def read_clients(path: Path, procedures: Collection[str], *, trying_out: bool = False) -> Clients:
    """Read the file; `procedures` are the studies that a client's own order list may name.

    Only `trying_out` lets in issuers whose private key is public, and any audience.

    Raises:
        ClientsRefused: it has problems.
    """
    log = ProblemLog()
    clients = _read(path, procedures, log, trying_out=trying_out)
    if log.problems:
        raise ClientsRefused([str(each) for each in log.problems])
    of_issuer: dict[str, tuple[Client, ...]] = {}
    for client in clients:
        issuer = client.tokens.issuer if client.tokens else ""
        of_issuer[issuer] = (*of_issuer.get(issuer, ()), client)
    return Clients(MappingProxyType(of_issuer))


def _read(path: Path, procedures: Collection[str], log: ProblemLog, *, trying_out: bool) -> Sequence[Client]:
    try:
        root = compose(path.name, path.read_bytes(), log)
    except OSError as error:
        log.note(
            Place(path.name), f"a file that cannot be read ({error.strerror})", "let the service read it"
        )
        return ()
    if root is None:
        return ()
    listed = Table(root, log, _CLIENTS)
    if "clients" in listed and not listed.entries("clients"):
        log.note(listed.at("clients"), "no client", "name one, or leave the setting out")
    readers = [
        _Reader(name, table, path.parent, procedures, log, trying_out)
        for name, table in listed.named_tables("clients")
    ]
    clients = [each.client() for each in readers]
    _check_shared_issuers(clients, readers, log)
    return clients


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one client's entry."""

    name: Text
    _table: Table
    _folder: Path
    _procedures: Collection[str]
    _log: ProblemLog
    _trying_out: bool

    def client(self) -> Client:
        """Give the client; where something is wrong the log says so, and it is not used."""
        if not _NAME.fullmatch(self.name.text):
            self._note(self.name, "is no name for a client", "use small letters, digits and hyphens")
        return Client(
            name=self.name.text,
            profile=self._profile(),
            tokens=self._rules(),
            fhir_servers=self._addresses("fhir_servers"),
            private_network=self._table.flag("private_network"),
            authorities=self._authorities(),
            calls_per_second=self._number("calls_per_second", _CALLS),
        )

    def _rules(self) -> TokenRules:
        usual = TokenRules("")
        minutes = self._number("token_minutes", _MINUTES)
        leeway = self._number("leeway_seconds", _LEEWAY)
        return TokenRules(
            issuer=self._issuer(),
            algorithms=self._algorithms() or usual.algorithms,
            jku=self._address(jku) if (jku := self._table.text("jku")) else "",
            pinned=self._pinned(),
            tenants=frozenset(self._words("tenants")),
            audiences=self._audiences(),
            public_urls=tuple(each.rstrip("/") for each in self._addresses("public_urls")),
            lifetime=usual.lifetime if minutes is None else 60 * minutes,
            leeway=usual.leeway if leeway is None else leeway,
            may_reuse=self._table.flag("may_reuse_tokens"),
        )

    def _issuer(self) -> str:
        named = self._table.text("issuer")
        if named is None:
            return ""
        if named.text in KNOWN_TO_ALL and not self._trying_out:
            self._note(named, "has a public private key", "remove it; it is for trying out alone")
        return named.text

    def _profile(self) -> ClientProfile:
        named = self._table.text("profile")
        if named is None:
            return GENERIC
        if named.text not in PROFILES:
            self._note(named, "is no profile", suggest(named.text, PROFILES, f"use {listing(PROFILES)}"))
        profile = PROFILES.get(named.text, GENERIC)
        if "link_hosts" in self._table:
            profile = replace(profile, link_hosts=frozenset(self._words("link_hosts")))
        return (
            replace(profile, ordered_as=self._ordered_as(profile)) if "ordered_as" in self._table else profile
        )

    def _ordered_as(self, profile: ClientProfile) -> Mapping[str, str]:
        """Give the client's own code of each study that it can order."""
        if not profile.order_list:
            found = f"`ordered_as` beside the profile `{profile.name}`, which orders by any code"
            self._log.note(self._table.at("ordered_as"), found, "leave it out")
        items = {}
        for study, node in self._table.entries("ordered_as"):
            if study.text not in self._procedures:
                otherwise = "use the id of a study in the knowledge"
                self._note(study, "is no study", suggest(study.text, self._procedures, otherwise))
            items[study.text] = item.text if (item := as_text(node, self._log)) else ""
        return MappingProxyType(items)

    def _algorithms(self) -> frozenset[str]:
        named = self._table.texts("algorithms")
        for each in named:
            if each.text not in ALGORITHMS:
                remedy = suggest(each.text, ALGORITHMS, f"use {listing(sorted(ALGORITHMS))}")
                self._note(each, "is no algorithm that may be used", remedy)
        return frozenset(each.text for each in named)

    def _pinned(self) -> KeySet | None:
        if "keys" not in self._table:
            if "jku" not in self._table:
                remedy = "give their address as `jku`, or a file with them as `keys`"
                self._log.note(self.name.place, f"`{self.name.text}` has no keys", remedy)
            return None
        named = self._table.text("keys")
        if named is None:
            return None
        try:
            found = read_key_set((self._folder / named.text).read_bytes())
        except OSError as error:
            self._note(named, f"cannot be read ({error.strerror})", "name a file beside this one")
            return None
        if found is None:
            self._note(named, "is no JWK Set", "put the client's public keys into it, as RFC 7517 says")
            return None
        for doubt in found.doubts:
            self._note(named, f"holds what is not used: {doubt}", "mend or remove that key")
        if not found.keys:
            self._note(named, "holds no key", "put the client's public keys into it")
        return found

    def _authorities(self) -> Path | None:
        named = self._table.text("authorities")
        if named is None:
            return None
        path = self._folder / named.text
        try:
            checked_transports(1, authorities=path)
        except ssl.SSLError:
            self._note(named, "holds no certificates", "put them into it in PEM form")
        except OSError as error:
            self._note(named, f"cannot be read ({error.strerror})", "name a file beside this one")
        return path

    def _audiences(self) -> frozenset[str]:
        for each in self._table.texts("audiences"):
            if not each.text.startswith(("https://", "http://")) and not self._trying_out:
                remedy = "let the client send the address that it calls"
                self._note(each, "is an audience of any service", remedy)
        return frozenset(self._words("audiences"))

    def _addresses(self, key: str) -> tuple[str, ...]:
        return tuple(self._address(each) for each in self._table.texts(key))

    def _address(self, named: Text) -> str:
        """Give an address: https, or http on this machine."""
        if parse_base(named.text.partition("?")[0]) is None:
            self._note(named, "is no address", "write `https://...` in full; http is for this machine")
        return named.text

    def _words(self, key: str) -> tuple[str, ...]:
        return tuple(each.text for each in self._table.texts(key))

    def _number(self, key: str, allowed: range) -> int | None:
        if key not in self._table:
            return None
        number = self._table.count(key)
        if number not in allowed:
            remedy = f"use {allowed[0]} to {allowed[-1]}"
            self._log.note(self._table.at(key), f"`{key}: {number}` is out of range", remedy)
        return number

    def _note(self, text: Text, found: str, remedy: str) -> None:
        self._log.note(text.place, f"`{text.text}` {found}", remedy)


def _check_shared_issuers(clients: Sequence[Client], readers: Sequence[_Reader], log: ProblemLog) -> None:
    """Note clients between which a token could not choose."""
    for place, (client, reader) in enumerate(zip(clients, readers, strict=True)):
        for other in clients[:place]:
            if _claim_the_same(client.tokens, other.tokens):
                found = f"`{client.name}` and `{other.name}` have one issuer, and no tenants that differ"
                log.note(reader.name.place, found, "give each of them `tenants`, no tenant twice")


def _claim_the_same(one: TokenRules | None, other: TokenRules | None) -> bool:
    if one is None or other is None or not one.issuer or one.issuer != other.issuer:
        return False
    return not one.tenants or not other.tenants or bool(one.tenants & other.tenants)
