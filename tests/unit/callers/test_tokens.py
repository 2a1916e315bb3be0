"""What lets a caller in, and each thing that does not (JWT-01 to JWT-21): one change to a good token."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cds_service.adapters.key_sets import KeySets
from cds_service.adapters.used_tokens import UsedTokensInMemory
from cds_service.callers.clients import Client, Clients, TokenRules
from cds_service.callers.doorkeeper import Doorkeeper
from cds_service.callers.keys import ALGORITHMS, read_key_set
from cds_service.callers.tokens import Doubt
from cds_service.errors import CallerUnknown
from cds_service.hooks.profiles import GENERIC
from tests.support.tokens import ISSUER, NOW, SERVICE, SIGN, Signer, encode, key_set

Raw = dict[str, Any]

SIGNER = Signer()
OTHER = Signer(kind="P-384, another")
FEEDBACK = f"{SIGN}/feedback"


def doorkeeper(*signers: Signer, now: float = NOW, **rules: Any) -> Doorkeeper:  # noqa: ANN401  # fields of TokenRules
    """Give the doorkeeper of a service with one client, whose keys are those of the signers."""
    pinned = read_key_set(key_set(*(each.jwk() for each in signers or (SIGNER,))))
    wanted = {"algorithms": ALGORITHMS, "pinned": pinned} | rules
    client = Client("ehr", GENERIC, TokenRules(ISSUER, **wanted))
    clients = Clients(MappingProxyType({ISSUER: (client,)}))
    return Doorkeeper(clients, KeySets(_never, lambda: 0.0), UsedTokensInMemory(), lambda: now, SERVICE)


def _never(_: Client) -> Any:  # noqa: ANN401  # no transport is ever made
    pytest.fail("pinned keys are not fetched")


def identify(token: str, path: str = SIGN, keeper: Doorkeeper | None = None) -> str:
    return asyncio.run((keeper or doorkeeper()).identify([f"Bearer {token}"], path)).name


def doubt_about(
    caplog: pytest.LogCaptureFixture, token: str, path: str = SIGN, keeper: Doorkeeper | None = None
) -> Doubt:
    """Give why the caller was refused, as the log tells it."""
    caplog.set_level(logging.WARNING, "cds_service")
    with pytest.raises(CallerUnknown):
        identify(token, path, keeper)
    _, _, told = caplog.records[-1].getMessage().partition(" was refused: ")
    return Doubt(told)


def token(**changes: Any) -> str:  # noqa: ANN401  # whatever a token can hold
    return SIGNER.token(**changes)


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_a_token_of_each_algorithm_lets_its_client_in(algorithm: str) -> None:
    signer = Signer(algorithm)
    assert identify(signer.token(), keeper=doorkeeper(signer)) == "ehr"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": [f"{SERVICE}{SIGN}"]},
        {"aud": ["https://other.example.org/x", f"{SERVICE}{SIGN}"]},
        {"nbf": NOW - 300, "exp": NOW + 900},  # Epic
        {"iat": NOW + 20, "exp": NOW + 320},
        {"exp": NOW + 300.5},
        {"sub": "client-1", "extra": {"a": 1}},
        {"exp": NOW - 59, "iat": NOW - 359},
        {"header": {"typ": "jwt"}},
        {"header": {"x5u": "https://evil.example.org/c.pem", "extra": 1}},
        {"tenant": "any"},
    ],
)
def test_a_token_within_the_rules_lets_its_client_in(changes: Raw) -> None:
    assert identify(token(**changes)) == "ehr"


def test_a_kid_is_a_name_and_no_path() -> None:
    signer = Signer(kid="a+b/c==")
    assert identify(signer.token(), keeper=doorkeeper(signer)) == "ehr"


Change = tuple[Raw, Doubt]


def each(name: str, doubt: Doubt, *values: object) -> list[Change]:
    """Give a change of one member for each value, and the doubt that it raises."""
    return [({name: value}, doubt) for value in values]


HERE = f"{SERVICE}{SIGN}"
CLAIMS: list[Change] = [
    *each("iss", Doubt.MALFORMED, ..., "", 5, None, [ISSUER]),
    *each("aud", Doubt.MALFORMED, ..., "", 5, None, {}, [5], ["x"] * 21),
    *each("exp", Doubt.MALFORMED, ..., "soon", str(NOW), None, [NOW], float("inf")),
    ({"exp": True}, Doubt.MALFORMED),
    *each("iat", Doubt.MALFORMED, ..., "now", None),
    ({"iat": False}, Doubt.MALFORMED),
    *each("nbf", Doubt.MALFORMED, "x", None),
    *each("jti", Doubt.MALFORMED, ..., "", 5, None, "x" * 600, ["x"]),
    *each("iss", Doubt.UNKNOWN_ISSUER, "https://evil.example.org", f"{ISSUER}.evil.example", f"{ISSUER}/"),
    *each("iss", Doubt.UNKNOWN_ISSUER, ISSUER[:-1], ISSUER.upper()),
    *each("aud", Doubt.AUDIENCE, [], SERVICE, f"{SERVICE}/cds-services", f"{HERE}x", HERE[:-1], "*", SIGN),
    *each("aud", Doubt.AUDIENCE, f"{HERE}/", f"{HERE}/feedback", f"{HERE}?a=b", "sand_man"),
    *each(
        "aud", Doubt.AUDIENCE, *(HERE.replace("cds.", change) for change in ("other.", "user@cds.", "CDS."))
    ),
    *each("aud", Doubt.AUDIENCE, HERE.replace(".org", ".org:443"), HERE.replace("https", "http")),
    *each("aud", Doubt.AUDIENCE, "breast-imaging-order-sign", HERE.replace("sign", "select")),
    ({"exp": NOW - 3600, "iat": NOW - 3900}, Doubt.EXPIRED),
    ({"exp": NOW - 60, "iat": NOW - 360}, Doubt.EXPIRED),
    ({"exp": 0, "iat": 0}, Doubt.EXPIRED),
    ({"iat": NOW + 3600, "exp": NOW + 3900}, Doubt.TOO_EARLY),
    ({"iat": NOW + 61, "exp": NOW + 300}, Doubt.TOO_EARLY),
    ({"nbf": NOW + 3600}, Doubt.TOO_EARLY),
    *each("exp", Doubt.LIFETIME, NOW + 31_536_000, NOW + 3601, 1e300, NOW - 10, NOW),
]


@pytest.mark.parametrize(("changes", "doubt"), CLAIMS, ids=lambda value: str(value)[:50])
def test_a_claim_out_of_the_rules_lets_nobody_in(
    caplog: pytest.LogCaptureFixture, changes: Raw, doubt: Doubt
) -> None:
    assert doubt_about(caplog, token(**changes)) is doubt


HEADERS: list[Change] = [
    *each("alg", Doubt.ALGORITHM, "none", "None", "NONE", "nOnE", "HS256", "ES256K", "es384"),
    *each("alg", Doubt.MALFORMED, ..., None, "", 5, ["ES384"]),
    *each("kid", Doubt.UNKNOWN_KEY, "unknown", "../../../../dev/null", "' OR 1=1 --", "KEY-1"),
    *each("kid", Doubt.MALFORMED, ..., 7, ["x"], {"a": 1}, None, ""),
    *each("typ", Doubt.MALFORMED, ..., "at+jwt", None, 5),
    *each("crit", Doubt.MALFORMED, None, [], ["b64"]),
    ({"crit": ["x-foo"], "x-foo": 1}, Doubt.MALFORMED),
    ({"crit": ["b64"], "b64": False}, Doubt.MALFORMED),
    *each("jku", Doubt.FOREIGN_KEY_SET, "https://evil.example.org/jwks.json", "file:///etc/passwd"),
    *each("jku", Doubt.FOREIGN_KEY_SET, "http://localhost/jwks.json"),
    *each("jku", Doubt.MALFORMED, 7, ["x"], "", None),
]


@pytest.mark.parametrize(("header", "doubt"), HEADERS, ids=lambda value: str(value)[:50])
def test_a_header_out_of_the_rules_lets_nobody_in(
    caplog: pytest.LogCaptureFixture, header: Raw, doubt: Doubt
) -> None:
    assert doubt_about(caplog, token(header=header)) is doubt


def _public_secrets() -> list[bytes]:
    public = SIGNER.key.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return [pem, pem.strip(), der, json.dumps(SIGNER.jwk()).encode(), b"", b"key-1"]


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("number", range(6))
def test_a_public_key_is_never_taken_for_a_shared_secret(
    caplog: pytest.LogCaptureFixture, algorithm: str, number: int
) -> None:
    signed, _, _ = token(header={"alg": algorithm}).rpartition(".")
    digest = getattr(hashlib, f"sha{algorithm[2:]}")
    forged = encode(hmac.new(_public_secrets()[number], signed.encode(), digest).digest()).decode()
    assert doubt_about(caplog, f"{signed}.{forged}") is Doubt.ALGORITHM


SIGNATURES: list[Callable[[bytes], bytes]] = [
    lambda good: good[:-8],
    lambda good: bytes(len(good)),
    lambda good: good[::-1],
    lambda good: good + b"\0",
    lambda _: b"x",
]


@pytest.mark.parametrize("change", SIGNATURES)
@pytest.mark.parametrize("algorithm", ["ES384", "RS384", "EdDSA"])
def test_another_signature_lets_nobody_in(
    caplog: pytest.LogCaptureFixture, algorithm: str, change: Callable[[bytes], bytes]
) -> None:
    signer = Signer(algorithm)
    signed, _, good = signer.token().rpartition(".")
    signature = encode(change(base64.urlsafe_b64decode(good + "=="))).decode()
    assert doubt_about(caplog, f"{signed}.{signature}", keeper=doorkeeper(signer)) is Doubt.SIGNATURE


def test_a_changed_payload_lets_nobody_in(caplog: pytest.LogCaptureFixture) -> None:
    head, _, signature = token().split(".")
    _, claims, _ = token().split(".")
    assert doubt_about(caplog, f"{head}.{claims}.{signature}") is Doubt.SIGNATURE


@pytest.mark.parametrize(
    "header", [{}, {"jwk": OTHER.jwk()}, {"x5u": "https://evil.example.org/c.pem", "x5c": ["AA"]}]
)
def test_a_key_that_comes_with_the_token_is_not_used(caplog: pytest.LogCaptureFixture, header: Raw) -> None:
    assert doubt_about(caplog, OTHER.token(header=header)) is Doubt.SIGNATURE


def test_an_algorithm_that_the_client_is_not_allowed_lets_nobody_in(caplog: pytest.LogCaptureFixture) -> None:
    signer = Signer("RS256")
    keeper = doorkeeper(signer, algorithms=frozenset({"RS384"}))
    assert doubt_about(caplog, signer.token(), keeper=keeper) is Doubt.ALGORITHM


@pytest.mark.parametrize(("algorithm", "kind"), [("RS384", "P-384"), ("ES384", "RSA"), ("ES256", "P-384")])
def test_a_key_is_used_only_with_the_algorithms_it_is_for(
    caplog: pytest.LogCaptureFixture, algorithm: str, kind: str
) -> None:
    forged = SIGNER.token(now=NOW, header={"alg": algorithm})
    keeper = doorkeeper(Signer({"P-384": "ES384", "RSA": "RS384"}[kind], kind=kind))
    assert doubt_about(caplog, forged, keeper=keeper) is Doubt.SIGNATURE


def test_a_key_for_one_algorithm_is_not_used_with_another_of_its_family(
    caplog: pytest.LogCaptureFixture,
) -> None:
    signer = Signer("RS256")
    published = read_key_set(key_set(signer.jwk(alg="RS384")))
    assert doubt_about(caplog, signer.token(), keeper=doorkeeper(pinned=published)) is Doubt.SIGNATURE


@pytest.mark.parametrize(
    "garbage",
    [
        *(
            "",
            "abc",
            "x.y.z",
            "a.b.c.d.e",
            "a" * 65_536,
            "eyJ=.eyJ=.!!",
            "..",
            "a..b",
            "\u00fc.\u00fc.\u00fc",
        ),
        *("W10.e30.AA", f"{encode(b'[' * 5000).decode()}.e30.AA", f"{encode(b'NaN').decode()}.e30.AA"),
        f"{encode(b'{').decode()}.e30.AA",
        encode(b'"\\ud800"').decode() + ".e30.AA",
    ],
    ids=lambda text: text[:20],
)
def test_garbage_lets_nobody_in(caplog: pytest.LogCaptureFixture, garbage: str) -> None:
    assert doubt_about(caplog, garbage) is Doubt.MALFORMED


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["Basic dXNlcjpwYXNz"],
        ["Bearer"],
        ["bearer"],
        [f"Bearer {token()}", "Bearer x.y.z"],
        ["Bearer x.y.z", f"Bearer {token()}"],
        [token()],
    ],
    ids=["none", "basic", "empty", "small", "good first", "good last", "no scheme"],
)
def test_one_bearer_token_is_asked_for(headers: list[str]) -> None:
    with pytest.raises(CallerUnknown):
        asyncio.run(doorkeeper().identify(headers, SIGN))


def test_the_scheme_may_be_spelled_in_any_case() -> None:
    assert asyncio.run(doorkeeper().identify([f"bEARER {token()}"], SIGN)).name == "ehr"


class TestATokenIsGoodForOneCall:
    def test_and_not_for_a_second(self, caplog: pytest.LogCaptureFixture) -> None:
        keeper, once = doorkeeper(), token()
        assert identify(once, keeper=keeper) == "ehr"
        assert doubt_about(caplog, once, keeper=keeper) is Doubt.REPLAYED

    def test_nor_for_feedback(self, caplog: pytest.LogCaptureFixture) -> None:
        keeper, once = doorkeeper(), token()
        identify(once, keeper=keeper)
        assert doubt_about(caplog, once, FEEDBACK, keeper) is Doubt.REPLAYED

    def test_unless_the_client_may_reuse_them(self) -> None:
        keeper, twice = doorkeeper(may_reuse=True), token()
        assert [identify(twice, keeper=keeper) for _ in range(2)] == ["ehr", "ehr"]

    def test_and_is_not_used_up_by_a_call_that_is_refused(self, caplog: pytest.LogCaptureFixture) -> None:
        keeper, once = doorkeeper(), token()
        assert doubt_about(caplog, once, "/cds-services", keeper) is Doubt.AUDIENCE
        assert identify(once, keeper=keeper) == "ehr"


class TestFeedback:
    def test_takes_a_token_for_itself(self) -> None:
        assert identify(SIGNER.token(FEEDBACK), FEEDBACK) == "ehr"

    def test_takes_a_token_for_its_service(self) -> None:
        assert identify(token(), FEEDBACK) == "ehr"

    @pytest.mark.parametrize("path", ["/cds-services", "/cds-services/breast-imaging-order-select/feedback"])
    def test_takes_no_token_for_anything_else(self, caplog: pytest.LogCaptureFixture, path: str) -> None:
        assert doubt_about(caplog, SIGNER.token(path), FEEDBACK) is Doubt.AUDIENCE


class TestWhatASiteCanSay:
    def test_further_audiences(self) -> None:
        keeper = doorkeeper(audiences=frozenset({"https://old.example.org/cds"}))
        assert identify(token(aud="https://old.example.org/cds"), keeper=keeper) == "ehr"

    def test_further_addresses_of_the_service(self, caplog: pytest.LogCaptureFixture) -> None:
        keeper = doorkeeper(public_urls=("https://inside.example.org",))
        assert identify(token(aud=f"https://inside.example.org{SIGN}"), keeper=keeper) == "ehr"
        assert doubt_about(caplog, token(aud="https://inside.example.org"), keeper=keeper) is Doubt.AUDIENCE

    @pytest.mark.parametrize(("leeway", "late"), [(0, 0), (120, 119)])
    def test_how_far_clocks_may_differ(
        self, caplog: pytest.LogCaptureFixture, leeway: int, late: int
    ) -> None:
        keeper = doorkeeper(leeway=leeway)
        inside, outside = ({"exp": NOW - each, "iat": NOW - each - 300} for each in (late - 1, leeway))
        assert identify(token(**inside), keeper=keeper) == "ehr"
        assert doubt_about(caplog, token(**outside), keeper=keeper) is Doubt.EXPIRED

    def test_how_long_a_token_may_live(self, caplog: pytest.LogCaptureFixture) -> None:
        keeper = doorkeeper(lifetime=300)
        assert identify(token(), keeper=keeper) == "ehr"
        assert doubt_about(caplog, token(exp=NOW + 301), keeper=keeper) is Doubt.LIFETIME

    @pytest.mark.parametrize("tenant", [..., "other", "", "A", "a "])
    def test_its_tenants(self, caplog: pytest.LogCaptureFixture, tenant: object) -> None:
        keeper = doorkeeper(tenants=frozenset({"a", "b"}))
        assert identify(token(tenant="b"), keeper=keeper) == "ehr"
        expected = Doubt.MALFORMED if tenant == "" else Doubt.UNKNOWN_ISSUER
        assert doubt_about(caplog, token(tenant=tenant), keeper=keeper) is expected

    def test_the_address_of_the_key_set(self) -> None:
        keeper = doorkeeper(jku="https://ehr.example.org/jwks.json")
        assert identify(token(header={"jku": "https://ehr.example.org/jwks.json"}), keeper=keeper) == "ehr"


def test_clients_of_one_issuer_are_told_apart_by_tenant() -> None:
    pinned = read_key_set(key_set(SIGNER.jwk()))
    both = tuple(
        Client(name, GENERIC, TokenRules(ISSUER, pinned=pinned, tenants=frozenset({name})))
        for name in ("north", "south")
    )
    keeper = Doorkeeper(
        Clients(MappingProxyType({ISSUER: both})),
        KeySets(_never, lambda: 0.0),
        UsedTokensInMemory(),
        lambda: NOW,
        SERVICE,
    )
    assert [identify(token(tenant=name), keeper=keeper) for name in ("south", "north")] == ["south", "north"]


def test_nothing_of_a_token_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    refused = token(
        iss="https://Canary-Issuer.example", aud="Canary-Audience", jti="Canary-Id", sub="Canary-Subject"
    )
    with pytest.raises(CallerUnknown) as raised:
        identify(refused)
    assert "anary" not in caplog.text + str(raised.value)
    assert refused not in caplog.text
