"""`cds-service demo`: the real service answering a real order, and how to call it yourself."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import msgspec
import typer
from rich.console import Console
from rich.text import Text

from cds_service.cli.cards import show_response
from cds_service.cli.refusals import refuse
from cds_service.hooks.response import CdsResponse

_EXAMPLES: Final = Path(__file__).parents[2] / "examples"
_SANDBOX: Final = "https://sandbox.cds-hooks.org"
_PORT: Final = 8000
_READY_WITHIN: Final = 30
"""Seconds."""
_JSON: Final = {"Content-Type": "application/json"}


def demo(
    example: Annotated[str, typer.Option(help="The folder under `examples` whose request is sent.")] = "",
    once: Annotated[bool, typer.Option("--once", help="Leave after showing the answer.")] = False,
) -> None:
    """Start the service on this machine, send it an order, show the card, and keep serving until Ctrl-C."""
    console = Console()
    request = _choose_request(example)
    port = _free_port(console)
    base = f"http://127.0.0.1:{port}"
    server = _start_server(port)
    try:
        _wait_until_ready(base, server)
        _show_call(console, base, request)
        _show_next_steps(console, base, request)
        if not once:
            console.print("\nServing until Ctrl-C.")
            server.wait()
    except KeyboardInterrupt:
        console.print("\nStopped.")
    finally:
        server.terminate()
        server.wait()


def _choose_request(example: str) -> Path:
    requests = sorted(_EXAMPLES.glob("*/request.json"))
    chosen = [each for each in requests if not example or each.parent.name == example]
    if not chosen:
        named = ", ".join(each.parent.name for each in requests) or "none: run the demo from a checkout"
        refuse(f"no example `{example}` was found; there are: {named}")
    return chosen[0]


def _free_port(console: Console) -> int:
    """Take the usual port; where it is taken say so, and take any other."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _PORT))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    if port != _PORT:
        console.print(f"Port {_PORT} is taken, so the service listens on {port}.")
    return port


def _start_server(port: int) -> subprocess.Popen[bytes]:
    """Start the service as anybody would, knowing the public sandbox as a client."""
    demo_settings = {
        "CDS_SERVICE_CLIENTS": str(_EXAMPLES / "sandbox-clients.yaml"),
        "CDS_SERVICE_TRYING_OUT": "true",
        "CDS_SERVICE_CORS_ORIGINS": f"{_SANDBOX},http://localhost:8080,http://127.0.0.1:8080",
        "CDS_SERVICE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "cds_service.cli.main", "serve"]
    return subprocess.Popen(  # noqa: S603  # our own command, no input in it but a number
        [*command, "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"],
        env=demo_settings | os.environ,
    )


def _wait_until_ready(base: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{base}/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    refuse("the service did not start: run `cds-service serve` to see why")


def _show_call(console: Console, base: str, request: Path) -> None:
    """Send the request and print the order and the answer."""
    call = msgspec.json.decode(request.read_bytes())
    console.rule("The order")
    for entry in call["context"]["draftOrders"]["entry"]:
        console.print(Text(_describe(entry["resource"])))
    answer = httpx.post(_address(base, call), content=request.read_bytes(), headers=_JSON)
    console.rule("The answer")
    if not answer.is_success:
        refuse(f"the service answered {answer.status_code}: {answer.text}")
    show_response(console, msgspec.json.decode(answer.content, type=CdsResponse))


def _address(base: str, call: dict[str, Any]) -> str:
    """Choose the service by the hook that the request names, from the discovery document."""
    services = msgspec.json.decode(httpx.get(f"{base}/cds-services").content)["services"]
    id_ = next(each["id"] for each in services if each["hook"] == call["hook"])
    return f"{base}/cds-services/{id_}"


def _describe(order: dict[str, Any]) -> str:
    code = order.get("code") or order.get("medicationCodeableConcept") or {}
    codings = [f"{each.get('system')}|{each.get('code')}" for each in code.get("coding", [])]
    said = [code.get("text"), *(each.get("display") for each in code.get("coding", [])), *codings]
    return f"{order.get('resourceType')}/{order.get('id')}: {', '.join(each for each in said if each)}"


def _show_next_steps(console: Console, base: str, request: Path) -> None:
    call = msgspec.json.decode(request.read_bytes())
    path = os.path.relpath(request)
    data = shlex.quote(f"@{path}")
    console.rule("Call it yourself")
    for line in (
        f"curl -s -H 'Content-Type: application/json' --data {data} {_address(base, call)}",
        f"cds-service explain {shlex.quote(path)}",
        "",
        f"Discovery: {base}/cds-services",
        f"In the public sandbox ({_SANDBOX}): gear, Add CDS Services, enter the discovery address as it",
        "stands, without a slash at the end, and allow the browser to reach this machine.",
    ):
        console.print(Text(line), soft_wrap=True)
