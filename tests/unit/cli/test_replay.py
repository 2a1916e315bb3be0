"""Requests are kept encrypted and answered anew; what differs is shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from starlette.testclient import TestClient
from typer.testing import CliRunner

from cds_service.cli.main import app
from cds_service.settings import shipped_knowledge
from cds_service.web.app import create_app
from tests.contracts.test_calls import SWAP, request_of, send
from tests.support.service import service

RUN = CliRunner()
KEY = Fernet.generate_key().decode()
SECRET = "a-token-that-is-not-for-keeping"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A request that was answered by a service which keeps them."""
    folder = tmp_path / "kept"
    monkeypatch.setenv("CDS_SERVICE_REQUEST_KEY", KEY)
    with TestClient(create_app(service(keep_requests=folder, request_key=KEY))) as client:
        granted = {"fhirServer": "https://fhir.example.org", "fhirAuthorization": {"access_token": SECRET}}
        assert send(client, request_of(client, SWAP) | granted).json()["cards"]
    [file] = folder.iterdir()
    return file


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The shipped knowledge with one rating turned."""
    copied = tmp_path / "knowledge"
    shutil.copytree(shipped_knowledge(), copied)
    for path in sorted(copied.rglob("scenarios/**/*.yaml")):
        text = path.read_text("utf-8")
        path.write_text(
            text.replace("rating: usually-not-appropriate", "rating: may-be-appropriate"), "utf-8"
        )
    return copied


def test_a_kept_request_is_encrypted_and_holds_no_token(kept: Path) -> None:
    content = kept.read_bytes()
    assert b"resourceType" not in content
    opened = json.loads(Fernet(KEY).decrypt(content))
    assert SECRET not in json.dumps(opened)
    assert opened["request"]["prefetch"]
    assert kept.stat().st_mode & 0o077 == 0


def test_the_same_knowledge_gives_the_same_answer(kept: Path) -> None:
    result = RUN.invoke(app, ["replay", str(kept)])
    assert (result.exit_code, result.stdout) == (0, f"{kept.name}: the same\n"), result.stderr


def test_other_knowledge_shows_what_it_would_say(kept: Path, stricter: Path) -> None:
    result = RUN.invoke(app, ["replay", str(kept), "--knowledge", str(stricter)])
    assert result.exit_code == 1, result.stderr
    assert ": rating: usually-not-appropriate -> may-be-appropriate\n" in result.stdout
    assert ": card: warning -> info\n" in result.stdout


def test_two_bases_are_compared_on_a_file_that_the_client_kept(tmp_path: Path, stricter: Path) -> None:
    file = tmp_path / "request.json"
    client = TestClient(create_app(service()))
    file.write_text(json.dumps(request_of(client, SWAP)), "utf-8")
    alone = RUN.invoke(app, ["replay", str(file)])
    assert (alone.exit_code, "--against" in alone.stderr) == (2, True)
    arguments = ["replay", str(file), "--against", str(stricter), "--today", "2026-06-01"]
    assert RUN.invoke(app, arguments).exit_code == 1


@pytest.mark.parametrize(
    ("key", "says"),
    [(Fernet.generate_key().decode(), "cannot be decrypted"), ("short", "is no key"), ("", "is no key")],
    ids=["another", "short", "none"],  # a key drawn at collection would give each process its own test names
)
def test_without_the_key_nothing_is_read(
    kept: Path, monkeypatch: pytest.MonkeyPatch, key: str, says: str
) -> None:
    monkeypatch.setenv("CDS_SERVICE_REQUEST_KEY", key)
    result = RUN.invoke(app, ["replay", str(kept)])
    assert (result.exit_code, says in result.stderr) == (2, True)


def test_a_changed_file_is_not_read(kept: Path) -> None:
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(bytes(content))
    assert "cannot be decrypted" in RUN.invoke(app, ["replay", str(kept)]).stderr


def test_requests_are_never_kept_in_the_clear(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CDS_SERVICE_KEEP_REQUESTS", str(tmp_path))
    result = RUN.invoke(app, ["serve"])
    assert (result.exit_code, "REQUEST_KEY" in result.stderr) == (2, True)


def test_a_new_key_is_one_that_can_be_used() -> None:
    made = RUN.invoke(app, ["replay", "--new-key"]).stdout.strip()
    assert len(Fernet(made).encrypt(b"")) > 0
