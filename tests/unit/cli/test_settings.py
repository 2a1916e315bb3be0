"""A setting that cannot be meant as written is refused or told."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cds_service.settings import Settings, unknown_settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("knowledge", ""),
        ("public_url", "not an address"),
        ("profile", "unheard-of"),
        ("cors_origins", "*"),
        ("port", "70000"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({name: value})
    assert [each["loc"] for each in refused.value.errors()] == [(name,)]


def test_a_variable_that_is_no_setting_is_told() -> None:
    environment = {"CDS_SERVICE_NOPE": "1", "CDS_SERVICE_PORT": "1", "PATH": "/bin"}
    assert unknown_settings(environment) == ("CDS_SERVICE_NOPE",)


def test_trying_out_is_for_this_machine_alone() -> None:
    assert Settings.model_validate({"trying_out": True}).trying_out
    for host in ("0.0.0.0", "::", "", "10.0.0.1", "127.example.org"):  # noqa: S104
        with pytest.raises(ValidationError, match="for this machine alone"):
            Settings.model_validate({"trying_out": True, "host": host})
