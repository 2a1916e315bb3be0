"""A list of clients is read strictly: what it cannot mean is told with its line and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from cds_service.adapters.clients_file import read_clients
from cds_service.callers.clients import Client
from cds_service.errors import ClientsRefused
from cds_service.hooks.profiles import PROFILES
from tests.support.certificates import write_certificate
from tests.support.clients import SIGNER
from tests.support.tokens import Signer, key_set

STUDIES = ("us-axilla", "pet-ct-skull-base-to-thigh")
WHOLE = """
clients:
  st-marys:
    issuer: https://ehr.example.org/fhir
    profile: sandbox
    jku: https://ehr.example.org/keys/530013
    algorithms: [RS384, PS256]
    tenants: [north, south]
    audiences: ["https://old.example.org/cds"]
    public_urls: ["https://inside.example.org/cds/"]
    token_minutes: 15
    leeway_seconds: 30
    may_reuse_tokens: true
    fhir_servers: [https://ehr.example.org/fhir]
    private_network: true
    authorities: site.pem
    calls_per_second: 20
"""
LEAST = """
clients:
  clinic:
    issuer: https://clinic.example.org
    profile: generic
    keys: clinic.json
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clinic.json").write_bytes(key_set(SIGNER.jwk()))
    write_certificate(tmp_path / "site.pem", "ehr.example.org")
    return tmp_path


def read(folder: Path, text: str, *, trying_out: bool = False) -> list[Client]:
    path = folder / "clients.yaml"
    path.write_text(text, "utf-8")
    return list(read_clients(path, STUDIES, trying_out=trying_out))


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ClientsRefused) as refused:
        read(folder, text)
    return [each.removeprefix("clients.yaml:") for each in refused.value.problems]


def test_all_that_can_be_said_of_a_client_is_read(folder: Path) -> None:
    (client,) = read(folder, WHOLE)
    rules = client.tokens
    assert rules is not None
    assert (client.name, client.profile) == ("st-marys", PROFILES["sandbox"])
    assert (client.fhir_servers, client.private_network) == (("https://ehr.example.org/fhir",), True)
    assert (client.calls_per_second, client.authorities) == (20, folder / "site.pem")
    assert (rules.issuer, rules.jku) == (
        "https://ehr.example.org/fhir",
        "https://ehr.example.org/keys/530013",
    )
    assert rules.pinned is None
    assert rules.algorithms == {"RS384", "PS256"}
    assert rules.tenants == {"north", "south"}
    assert rules.audiences == {"https://old.example.org/cds"}
    assert rules.public_urls == ("https://inside.example.org/cds",)
    assert (rules.lifetime, rules.leeway, rules.may_reuse) == (900, 30, True)


def test_what_is_not_said_is_the_stricter(folder: Path) -> None:
    (client,) = read(folder, LEAST)
    rules = client.tokens
    assert rules is not None
    assert rules.pinned is not None
    assert set(rules.pinned.keys) == {"key-1"}
    assert rules.algorithms == {"ES384", "RS384"}
    assert (rules.lifetime, rules.leeway, rules.may_reuse) == (3600, 60, False)
    assert (rules.tenants, rules.audiences, rules.public_urls, rules.jku) == (
        frozenset(),
        frozenset(),
        (),
        "",
    )
    assert (client.fhir_servers, client.private_network, client.calls_per_second) == ((), False, None)


ADDRESS = "is no address; write `https://...` in full; http is for this machine"
ALGORITHM = "is no algorithm that may be used"
KNOWN = "`ES256`, `ES384`, `ES512`, `EdDSA`, `PS256`, `PS384`, `PS512`, `RS256`, `RS384`, `RS512`"
MISTAKES = [
    ("issuer:", "isuer:", "4: unknown key `isuer`; did you mean `issuer`?"),
    ("    profile: sandbox\n", "", "4: `profile` is missing; add it"),
    ("profile: sandbox", "profile: sandbx", "5: `sandbx` is no profile; did you mean `sandbox`?"),
    ("RS384", "RS348", f"7: `RS348` {ALGORITHM}; did you mean `RS384`?"),
    ("PS256", "HS256", f"7: `HS256` {ALGORITHM}; did you mean `RS256`?"),
    ("PS256", "none", f"7: `none` {ALGORITHM}; use {KNOWN}"),
    ("jku: https://", "jku: http://", f"6: `http://ehr.example.org/keys/530013` {ADDRESS}"),
    (
        "fhir_servers: [https://ehr.example.org/fhir]",
        "fhir_servers: [https://*.example.org]",
        f"14: `https://*.example.org` {ADDRESS}",
    ),
    (
        "https://old.example.org/cds",
        "sand_man",
        "9: `sand_man` is an audience of any service; let the client send the address that it calls",
    ),
    ("minutes: 15", "minutes: 0", "11: `token_minutes: 0` is out of range; use 1 to 1440"),
    ("seconds: 30", "seconds: 301", "12: `leeway_seconds: 301` is out of range; use 0 to 300"),
    ("tokens: true", "tokens: yes", "13: `yes` is neither true nor false; use `true` or `false`"),
    ("per_second: 20", "per_second: 0", "17: `calls_per_second: 0` is out of range; use 1 to 9999"),
    (
        "st-marys",
        "St Mary's",
        "3: `St Mary's` is no name for a client; use small letters, digits and hyphens",
    ),
    (
        "    jku: https://ehr.example.org/keys/530013\n",
        "",
        "3: `st-marys` has no keys; give their address as `jku`, or a file with them as `keys`",
    ),
    (
        "jku: https://ehr.example.org/keys/530013",
        "keys: nowhere.json",
        "6: `nowhere.json` cannot be read (No such file or directory); name a file beside this one",
    ),
    (
        "https://ehr.example.org/fhir\n    profile",
        "https://sandbox.cds-hooks.org\n    profile",
        "4: `https://sandbox.cds-hooks.org` has a public private key; remove it; it is for trying out alone",
    ),
    (
        "site.pem",
        "nowhere.pem",
        "16: `nowhere.pem` cannot be read (No such file or directory); name a file beside this one",
    ),
    (
        "site.pem",
        "clinic.json",
        "16: `clinic.json` holds no certificates; put them into it in PEM form",
    ),
    ("clients:", "client:", "2: unknown key `client`; did you mean `clients`?"),
]


@pytest.mark.parametrize(("instead_of", "there_is", "problem"), MISTAKES)
def test_a_mistake_is_told_once_with_its_line(
    folder: Path, instead_of: str, there_is: str, problem: str
) -> None:
    assert instead_of in WHOLE
    assert problems(folder, WHOLE.replace(instead_of, there_is, 1)) == [problem]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{}", "is no JWK Set; put the client's public keys into it, as RFC 7517 says"),
        (key_set(), "holds no key; put the client's public keys into it"),
        (
            key_set(SIGNER.jwk(), Signer("RS384").jwk(kid="enc", use="enc")),
            "holds what is not used: `enc` is not for signatures; mend or remove that key",
        ),
    ],
    ids=["no set", "no key", "a key for something else"],
)
def test_a_file_of_keys_is_read_as_strictly(folder: Path, content: bytes, problem: str) -> None:
    (folder / "clinic.json").write_bytes(content)
    assert problems(folder, LEAST) == [f"6: `clinic.json` {problem}"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("", ""), ("[a]", ""), ("", "[a]"), ("[a, b]", "[b, c]")],
    ids=lambda each: each or "none",
)
def test_clients_that_a_token_cannot_tell_apart_are_refused(folder: Path, first: str, second: str) -> None:
    text = LEAST + (f"    tenants: {first}\n" if first else "")
    text += LEAST.removeprefix("\nclients:\n").replace("clinic:", "clinic-2:")
    text += f"    tenants: {second}\n" if second else ""
    (problem,) = problems(folder, text)
    assert "`clinic-2` and `clinic` have one issuer, and no tenants that differ" in problem


def test_clients_of_one_issuer_with_tenants_of_their_own_are_read(folder: Path) -> None:
    text = f"{LEAST}    tenants: [a]\n" + LEAST.removeprefix("\nclients:\n").replace("clinic:", "clinic-2:")
    assert [each.name for each in read(folder, f"{text}    tenants: [b]\n")] == ["clinic", "clinic-2"]


@pytest.mark.parametrize(
    "text", ["", "clients: {}\n", "clients: 7\n", "- clients\n", "clients:\n  a:\n  a:\n"]
)
def test_a_list_that_is_none_is_refused(folder: Path, text: str) -> None:
    assert problems(folder, text)


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClientsRefused) as refused:
        read_clients(tmp_path / "nowhere.yaml", STUDIES)
    (problem,) = refused.value.problems
    assert problem.startswith("nowhere.yaml:1: a file that cannot be read")


def test_trying_out_lets_in_what_proves_nothing(folder: Path) -> None:
    text = (
        LEAST.replace("https://clinic.example.org", "https://sandbox.cds-hooks.org")
        + "    audiences: [sand_man]\n"
    )
    (client,) = read(folder, text, trying_out=True)
    assert client.name == "clinic"


def test_the_public_sandbox_is_known_for_trying_out_and_refused_otherwise() -> None:
    sandbox = Path(__file__).parents[3] / "examples" / "sandbox-clients.yaml"
    (client,) = read_clients(sandbox, STUDIES, trying_out=True)
    assert client.profile == PROFILES["sandbox"]
    assert client.tokens is not None
    assert client.tokens.pinned is not None
    assert set(client.tokens.pinned.keys) == {"44823f3d-0b01-4a6c-a80e-b9d3e8a7226f"}
    with pytest.raises(ClientsRefused):
        read_clients(sandbox, STUDIES)


EPIC = (
    LEAST.replace("generic", "epic")
    + """
    link_hosts: [acr.org]
    ordered_as:
      us-axilla: "12345"
"""
)


def test_a_sites_own_parts_of_a_profile_are_read(folder: Path) -> None:
    (client,) = read(folder, EPIC)
    assert client.profile.name == "epic"
    assert client.profile.link_hosts == frozenset({"acr.org"})
    assert dict(client.profile.ordered_as) == {"us-axilla": "12345"}
    assert client.profile.can_order("us-axilla")
    assert not client.profile.can_order("pet-ct-skull-base-to-thigh")


@pytest.mark.parametrize(
    ("instead_of", "there_is", "problem"),
    [
        ("us-axilla", "us-axila", "10: `us-axila` is no study; did you mean `us-axilla`?"),
        ('"12345"', "", "10: an empty value; give one value or leave the key out"),
        (
            "epic",
            "generic",
            "9: `ordered_as` beside the profile `generic`, which orders by any code; leave it out",
        ),
    ],
)
def test_an_order_list_that_cannot_be_meant_is_told(
    folder: Path, instead_of: str, there_is: str, problem: str
) -> None:
    assert problems(folder, EPIC.replace(instead_of, there_is, 1)) == [problem]
