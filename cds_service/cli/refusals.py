"""Bad input on the command line: one clear line, and exit status 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

import typer
from pydantic import ValidationError

from cds_service.errors import CdsServiceError, ClientsRefused, KnowledgeRefused
from cds_service.settings import PREFIX

BAD_INPUT = 2


def refuse(message: str) -> Never:
    """Say what is wrong and leave."""
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(BAD_INPUT)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn the failures that the service names into one line each."""
    try:
        yield
    except (KnowledgeRefused, ClientsRefused) as refused:
        for problem in refused.problems:
            typer.echo(problem, err=True)
        refuse(str(refused))
    except CdsServiceError as failure:
        refuse(str(failure))
    except ValidationError as mismatch:
        first = mismatch.errors(include_url=False, include_context=False, include_input=False)[0]
        name = "_".join(str(step) for step in first["loc"])
        says = first["msg"].removeprefix("Value error, ")
        refuse(f"`{PREFIX}{name.upper()}` is not usable: {says}" if name else says)
