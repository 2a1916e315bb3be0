"""Fills the templates of the pages; everything in them is escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cds_service.web.pages.words import say_seconds, say_share, say_standing, say_top

_PACKAGE: Final = "cds_service.web.pages"
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "share": say_share,
        "seconds": say_seconds,
        "standing": say_standing,
        "top": say_top,
    }
    return environment


def render(template: str, **content: object) -> str:
    """Fill a template; a name that it uses and that is not given is a fault."""
    return _templates().get_template(template).render(content)


def as_page(html: str) -> Response:
    """Answer with a page, which may load its own style and nothing else."""
    return Response(html, media_type="text/html", headers={"Content-Security-Policy": _POLICY})


def read_style() -> Markup:
    """Give the style sheet, to be put inside a page that stands alone."""
    return Markup((files(_PACKAGE) / "static" / "style.css").read_text("utf-8"))  # noqa: S704  # our own file
