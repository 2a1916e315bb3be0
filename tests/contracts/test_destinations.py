"""Where requests go: each name looked up once, no address out of place, and the certificate is the name's."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest

from cds_service.adapters.destinations import Destinations, may_be_reached
from cds_service.adapters.fhir_server import FhirServers
from tests.support.certificates import write_certificate
from tests.support.completing import NEEDS, hook_call, said
from tests.support.fhir_liar import head

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_public_address_may_be_reached(address: str) -> None:
    assert may_be_reached(address, "ehr.example.org", private_network=False)


SITE = ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd12:3456::1"]
SITE_IN_DISGUISE = ["::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "fd12::1%eth0"]


@pytest.mark.parametrize("address", SITE + SITE_IN_DISGUISE)
def test_an_address_of_the_sites_network_may_be_reached_only_where_the_site_says_so(address: str) -> None:
    assert not may_be_reached(address, "ehr.example.org", private_network=False)
    assert may_be_reached(address, "ehr.example.org", private_network=True)


LOCAL = ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"]
NOWHERE = [
    *("169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"),
    *(
        "100.100.100.200",
        "fd00:ec2::254",
        "0.0.0.0",  # noqa: S104  # refused, not listened on
        "::",
        "224.0.0.1",
        "ff02::1",
        "240.0.0.1",
        "255.255.255.255",
    ),
    *(
        "192.0.2.1",
        "198.18.0.1",
        "203.0.113.1",
        "2001:db8::1",
        "fec0::1",
        "::7f00:1",
        "64:ff9b:1::1",
        "2001::1",
    ),
]


@pytest.mark.parametrize("private_network", [False, True])
@pytest.mark.parametrize("address", LOCAL + NOWHERE)
def test_this_machine_and_addresses_that_are_no_servers_may_never_be_reached(
    address: str, *, private_network: bool
) -> None:
    assert not may_be_reached(address, "ehr.example.org", private_network=private_network)


@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("127.0.0.1", "localhost")]
)
def test_this_machine_may_be_reached_by_its_own_plain_names(address: str, host: str) -> None:
    assert may_be_reached(address, host, private_network=False)


class Names:
    """A name server that gives the next answer each time it is asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _: int) -> Sequence[str]:
        self.asked.append(host)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


class Recorder(httpx.AsyncBaseTransport):
    """A transport that connects to nothing and notes what it got; `down` addresses do not answer."""

    def __init__(self, *down: str) -> None:
        self._down = down
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if request.url.host in self._down:
            raise httpx.ConnectError("no answer")
        return httpx.Response(200)


def get(transport: httpx.AsyncBaseTransport, *urls: str) -> None:
    async def all_of_them() -> None:
        for url in urls:
            await transport.handle_async_request(
                httpx.Request("GET", url, headers={"Authorization": "Bearer t"})
            )

    asyncio.run(all_of_them())


def test_a_request_goes_to_the_address_that_was_checked_under_the_name_it_was_for() -> None:
    recorder = Recorder()
    get(Destinations(recorder, look_up=Names([PUBLIC])), "https://ehr.example.org:8443/fhir/Patient/1?a=b")
    (sent,) = recorder.sent
    assert str(sent.url) == f"https://{PUBLIC}:8443/fhir/Patient/1?a=b"
    assert sent.headers["host"] == "ehr.example.org:8443"
    assert sent.headers["authorization"] == "Bearer t"
    assert sent.extensions["sni_hostname"] == "ehr.example.org"


def test_a_name_is_looked_up_once_so_that_a_second_answer_leads_nowhere() -> None:
    names, recorder = Names([PUBLIC], ["127.0.0.1"]), Recorder()
    get(Destinations(recorder, look_up=names), *["https://ehr.example.org/fhir"] * 3)
    assert [each.url.host for each in recorder.sent] == [PUBLIC] * 3
    assert names.asked == ["ehr.example.org"]


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["169.254.169.254"], [PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC], []]
)
def test_a_name_that_leads_to_a_place_out_of_bounds_is_not_connected_to_at_all(answer: list[str]) -> None:
    recorder = Recorder()
    with pytest.raises(httpx.ConnectError) as refused:
        get(Destinations(recorder, look_up=Names(answer)), "https://ehr.example.org/fhir")
    assert not recorder.sent
    assert "example" not in str(refused.value)


def test_an_address_that_does_not_answer_is_followed_by_the_next() -> None:
    recorder = Recorder(PUBLIC)
    get(Destinations(recorder, look_up=Names([PUBLIC, "8.8.8.8"])), "https://ehr.example.org/fhir")
    assert [each.url.host for each in recorder.sent] == [PUBLIC, "8.8.8.8"]


def test_a_name_that_cannot_be_looked_up_is_a_failed_connection() -> None:
    async def fail(_: str, __: int) -> Sequence[str]:
        raise OSError("no such name: ehr.example.org")

    with pytest.raises(httpx.ConnectError, match="the name cannot be looked up"):
        get(Destinations(Recorder(), look_up=fail), "https://ehr.example.org/fhir")


@pytest.mark.parametrize("host", ["[::1]", "127.0.0.1", "localhost"])
def test_names_of_this_machine_are_looked_up_for_real(host: str) -> None:
    recorder = Recorder()
    get(Destinations(recorder), f"http://{host}:8090/fhir")
    assert recorder.sent[0].url.host in ("127.0.0.1", "::1")
    assert recorder.sent[0].headers["host"] == f"{host}:8090"


@pytest.mark.parametrize("url", ["http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0/"])
def test_other_spellings_of_this_machine_are_not(url: str) -> None:
    recorder = Recorder()
    with pytest.raises(httpx.ConnectError):
        get(Destinations(recorder), url)
    assert not recorder.sent


class TestTheCertificate:
    """A server on loopback that has a certificate for `ehr.example.org`, reached through a stubbed name."""

    def get(self, folder: Path, host: str, trusted: Callable[[ssl.SSLContext, Path], None]) -> int:
        certificate = write_certificate(folder / "site.pem", "ehr.example.org")
        offered = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        offered.load_cert_chain(certificate)
        context = httpx.create_ssl_context(trust_env=False)
        trusted(context, certificate)

        async def call() -> int:
            server = await asyncio.start_server(_answer, "127.0.0.1", 0, ssl=offered)
            port = server.sockets[0].getsockname()[1]
            transport = Destinations(httpx.AsyncHTTPTransport(verify=context), look_up=Names(["127.0.0.1"]))
            try:
                url = f"https://{host}:{port}/fhir"
                return (await _reach_this_machine(transport, url)).status_code
            finally:
                await transport.aclose()
                server.close()

        return asyncio.run(call())

    def test_of_the_name_is_accepted(self, tmp_path: Path) -> None:
        assert (
            self.get(tmp_path, "ehr.example.org", lambda context, file: context.load_verify_locations(file))
            == 200
        )

    def test_of_another_name_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            self.get(tmp_path, "other.example.org", lambda context, file: context.load_verify_locations(file))

    def test_that_nobody_vouches_for_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            self.get(tmp_path, "ehr.example.org", lambda _, __: None)


async def _reach_this_machine(transport: Destinations, url: str) -> httpx.Response:
    """Send a request as if the name's address were public."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cds_service.adapters.destinations.may_be_reached", lambda *_, **__: True)
        return await transport.handle_async_request(httpx.Request("GET", url))


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(head(content_length=2) + b"{}")
    await writer.drain()
    writer.close()


def test_the_service_reads_an_allowed_name_only_at_an_address_in_bounds() -> None:
    async def call(names: Names) -> tuple[int, set[str]]:
        recorder = Recorder()
        servers = FhirServers(
            ["https://ehr.example.org/fhir"], open_transport=lambda: Destinations(recorder, look_up=names)
        )
        completion = await servers.complete(hook_call("https://ehr.example.org/fhir"), NEEDS[:1], 5)
        return len(recorder.sent), set(said(completion).values())

    assert asyncio.run(call(Names(["10.0.0.1"]))) == (0, {"the FHIR server could not be reached"})
    assert asyncio.run(call(Names([PUBLIC])))[0] == 1
