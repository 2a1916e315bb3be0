"""Many phrases as one tree of words, so that a text is searched for thousands of them in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from cds_service.extraction.words.sentences import plain

_TOKEN: Final = re.compile(r"\w+(?:['.]\w+)*|[^\w\s]")
_MARKS: Final = frozenset(",:")
"""They do not part the words of a phrase."""
_END: Final = ""
"""The branch that says that a phrase may end here."""

Branch = dict[str, "Branch"]


@dataclass(frozen=True, slots=True)
class PhraseTree:
    """Phrases in folded spelling; where several begin at one place, the longest is found."""

    root: Mapping[str, Branch]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where each phrase begins and ends in a folded text; what one covers, no other shares."""
        tokens = list(_TOKEN.finditer(text))
        place = 0
        while place < len(tokens):
            last = self._last_of(tokens, place)
            if last is None:
                place += 1
            else:
                yield tokens[place].start(), tokens[last].end()
                place = last + 1

    def without(self, text: str) -> str:
        """Give a folded text without the phrases."""
        kept, place = "", 0
        for start, end in self.find(text):
            kept += text[place:start]
            place = end
        return kept + text[place:]

    def end_at_start(self, text: str) -> int:
        """Give where the phrase ends that a folded text begins with; 0 where it begins with none."""
        start, end = next(self.find(text), (1, 0))
        return 0 if text[:start].strip() else end

    def is_whole(self, text: str) -> bool:
        """Whether one phrase is the whole of a folded text."""
        return next(self.find(text), None) == (0, len(text))

    def _last_of(self, tokens: list[re.Match[str]], place: int) -> int | None:
        """Give the last token of the longest phrase that begins at a token."""
        branch, last = self.root, None
        for at in range(place, len(tokens)):
            word = tokens[at][0]
            if word in _MARKS and at > place and word not in branch:
                continue
            if word not in branch:
                break
            branch = branch[word]
            if _END in branch:
                last = at
        return last


@lru_cache(maxsize=256)
def tree_of(phrases: tuple[str, ...]) -> PhraseTree:
    """Give the tree of these phrases, made once for each knowledge."""
    root: Branch = {}
    for phrase in phrases:
        branch = root
        for token in _tokens_of(phrase):
            branch = branch.setdefault(token, {})
        if branch is not root:
            branch[_END] = {}
    return PhraseTree(root)


@cache
def _tokens_of(phrase: str) -> tuple[str, ...]:
    """Give the words of a phrase of the knowledge; the same ones come up in several trees."""
    return tuple(_TOKEN.findall(plain(phrase)))


def join(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Give several lists of phrases as one."""
    return tuple(phrase for each in lists for phrase in each)
