"""Lists of clients as a site writes them, and services that ask for tokens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.support.service import client
from tests.support.tokens import ISSUER, SERVICE, Signer, key_set

Raw = dict[str, Any]

SIGNER = Signer()


def write_clients(folder: Path, **changes: object) -> Path:
    """Write a list of one client whose key is pinned; what is changed to `...` is left out."""
    (folder / "keys.json").write_bytes(key_set(SIGNER.jwk()))
    entry: Raw = {"issuer": ISSUER, "profile": "generic", "keys": "keys.json"} | changes
    listed = {"ehr": {name: value for name, value in entry.items() if value is not ...}}
    path = folder / "clients.yaml"
    path.write_text(json.dumps({"clients": listed}), "utf-8")  # JSON is YAML
    return path


def guarded(folder: Path, entry: Raw | None = None, **settings: object) -> TestClient:
    """Give a caller of a service that knows one client, by this entry of its list."""
    path = write_clients(folder, **(entry or {}))
    return client(clients=path, public_url=SERVICE, **settings)  # type: ignore[arg-type]  # all are settings
