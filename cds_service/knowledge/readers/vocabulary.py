"""The names that knowledge files may use, resolved where they are used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cds_service.domain.criteria import Citation
from cds_service.domain.facts import Choice, FactDefinition
from cds_service.domain.scenarios import SourceDocument
from cds_service.knowledge.problems import ProblemLog, listing, suggest
from cds_service.knowledge.text.strict_yaml import Text

_CITATION: Final = re.compile(r"(?:(?P<document>[^#/]+)#)?(?P<section>[^#/]+)/(?P<item>lead|[1-9]\d?)")
_FEW: Final = 8


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every name defined so far, and the log that hears of names that are not."""

    log: ProblemLog
    facts: Mapping[str, FactDefinition] = field(default_factory=dict)
    documents: Mapping[str, SourceDocument] = field(default_factory=dict)
    procedures: frozenset[str] = frozenset()
    value_sets: frozenset[str] = frozenset()
    scenarios: frozenset[str] = frozenset()
    gone: Mapping[str, str] = field(default_factory=dict)
    """Studies that a folder retired, each with the folder's name."""
    asked: set[str] = field(default_factory=set)
    """The facts that something asks about."""
    named_value_sets: set[str] = field(default_factory=set)
    """The value sets that some study names."""

    def fact(self, text: Text | None) -> FactDefinition | None:
        """Give the fact of that name, which thereby counts as used."""
        name = self._name(text, self.facts, "fact", "define it in `facts.yaml`")
        self.asked.add(name)
        definition = self.facts.get(name)
        untyped = definition and isinstance(definition.type, Choice) and not definition.type.values
        return None if untyped else definition  # what is wrong with its type is told where it is defined

    def value(self, text: Text, definition: FactDefinition) -> str:
        """Give a value that the fact can have."""
        values = definition.type.values if isinstance(definition.type, Choice) else {}
        known = f"use one of {listing(values)}"
        return self._name(text, values, "value", known, of=f" of `{definition.name}`")

    def procedure(self, text: Text | None) -> str:
        """Give the name of a study."""
        if text is not None and text.text in self.gone and text.text not in self.procedures:
            found = f"`{text.text}` is named, though `{self.gone[text.text]}` retires it"
            self.log.note(text.place, found, "replace the file that names it too, or keep the study")
            return text.text
        return self._name(text, self.procedures, "procedure", "add it under `procedures/`")

    def ordered(self, texts: Iterable[Text]) -> tuple[str, ...]:
        """Give the names of the studies that an entry speaks of."""
        return tuple(self.procedure(text) for text in texts)

    def scenario(self, text: Text | None) -> str:
        """Give the id of a scenario."""
        return self._name(text, self.scenarios, "scenario", "add it under `scenarios/`")

    def value_set(self, text: Text) -> str:
        """Give the name of a value set."""
        self.named_value_sets.add(text.text)
        return self._name(text, self.value_sets, "value set", "add it under `value_sets/`")

    def document(self, text: Text | None) -> str:
        """Give the id of a source document."""
        return self._name(text, self.documents, "document", "describe it in `sources.yaml`")

    def citation(self, text: Text | None, document: str) -> Citation:
        """Give a place that exists in the index of a source: `who-fits/2`, or `document#who-fits/2`."""
        if text is None:
            return Citation(document, "")
        match = _CITATION.fullmatch(text.text)
        if match is None:
            remedy = "cite section and item, such as `who-fits/2` or `who-fits/lead`"
            self.log.note(text.place, f"`{text.text}` is no citation", remedy)
            return Citation(document, "")
        if match["document"]:
            document = self.document(Text(text.place, match["document"]))
        if document in self.documents:
            self._check_item(text, match["section"], match["item"], self.documents[document])
        return Citation(document, f"{match['section']}/{match['item']}")

    def _check_item(self, text: Text, section: str, item: str, source: SourceDocument) -> None:
        if section not in source.sections:
            remedy = suggest(section, source.sections, f"use one of {listing(source.sections)}")
            self.log.note(text.place, f"`{source.id}` has no section `{section}`", remedy)
        elif item != "lead" and int(item) > source.sections[section]:
            remedy = f"its last item is {source.sections[section]}"
            self.log.note(text.place, f"`{source.id}` has no item `{section}/{item}`", remedy)

    def _name(
        self, text: Text | None, known: Collection[str], what: str, otherwise: str, of: str = ""
    ) -> str:
        if text is None:
            return ""
        # Where nothing of the kind could be read, its own file says so; every use would only repeat it.
        if known and text.text not in known:
            few = f"use one of {listing(known)}" if len(known) <= _FEW else otherwise
            self.log.note(text.place, f"unknown {what} `{text.text}`{of}", suggest(text.text, known, few))
        return text.text
