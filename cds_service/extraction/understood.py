"""Which words of a short text no list of phrases explains; one of them may be a sign that nobody listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cds_service.extraction.words.phrases import Phrases, without
from cds_service.extraction.words.sentences import plain
from cds_service.extraction.words.trees import join

_NOT_UNDERSTOOD: Final = (
    "answer-",
    "report-",
    "reviewed-too",
    "beside-symptoms",
    "complaints-local",
    "breast-lump",
    "breast-symptoms",
    "breast-pain-or-swelling",
    "other-disease",
    "neoadjuvant-partly",
)
"""Lists that are read elsewhere, or that say nothing where they stand alone; what they hold may be a sign."""
_SAYS_NO_MORE: Final = re.compile(
    r"""
      \d+(?:[.,]\d+)*(?:st|nd|rd|th|mm|cm|y|yo|yr|yrs|wk|wks|mo|d|h|am|pm|x|f|m|%)?   # numbers, dates, sizes
    | [a-z]
    | (?:c50|d05)(?:\.\w+)?                                                        # codes of breast cancer
    | i{1,3}[abc]? | iv | [0-4][abc]                                               # stages
    | [yra]{0,2}[cp]?(?:t(?:is|x|[0-3][a-c]?)|n(?:x|[01](?:mi|[a-c])?)|m[0x])+     # early T, N, M
    | g[1-3x] | b[1-5][abc]? | [pru][1-5] | m[2-5]                                 # grades and scores
    | (?:er|pr|her2?|ki)\d{1,3}                                                    # receptors
    """,
    re.VERBOSE,
)
"""What a reason may hold without saying anything that the chart does not say better."""
_CALCIUM: Final = re.compile(r"\bca (?!15\.|19\.|27\.)\d{1,2}\.\d")
"""`Ca 11.8` is a calcium, unlike the tumour markers CA 15-3, 27.29, 125 and 19-9."""


def unexplained(text: str, phrases: Mapping[str, Phrases]) -> list[str]:
    """Give the words that belong to no phrase of these lists, and may say something."""
    known = join(each for name, each in phrases.items() if not name.startswith(_NOT_UNDERSTOOD))
    left = [each for each in without(text, known).split() if not _SAYS_NO_MORE.fullmatch(each)]
    return left + _CALCIUM.findall(plain(text))
