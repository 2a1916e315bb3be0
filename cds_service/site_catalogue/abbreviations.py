"""How order catalogues write the words that tell studies apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cds_service.domain.terms import Side

_PHRASES: Final[tuple[tuple[str, str], ...]] = (
    # With and without contrast, in the ways catalogues write it; "and/or" leaves it open.
    (r"\b(?:w|with) ?(?:and|&) ?/? ?or ?(?:w ?o|without)\b(?: (?:iv )?con\w*)?", ""),
    (r"\bw ?/ ?o\b", "wo"),
    (r"\bw/", "w "),
    (r"\b(?:with|w) ?(?:and|&|\+|/)? ?(?:without|w ?o)\b", "wwo"),
    (r"\b(?:without|w ?o) ?(?:and|&|\+|/)? ?(?:with|w)\b", "wwo"),
    (r"\b(?:non|no|without|un)[ -]?(?:contrast|enhanced)\b", "wo"),
    (r"\bcontrast[ -]enhanced\b", "w contrast"),
    (r"\bsk(?:ull)?[ -]*(?:base|bs|b)?[ -]*(?:to)?[ -]*(?:mid)?[ -]*th(?:igh)?s?\b", "skullbase"),
    (r"\b(?:whole|total|whl)[ -]?body\b|\bwb\b", "wholebody"),
    (r"\b(?:3|three|triple)[ -]?ph(?:ase)?\b", "threephase"),
    (r"\bfine[ -]needle(?:[ -]aspiration)?\b|\bf\.?n\.?a\.?b?\b", "fna"),
    (r"\bpositron emission mammography\b", "pem"),
    (r"\bpositron emission tomography\b", "pet"),
    (r"\bmagnetic resonance(?: imaging)?\b", "mri"),
    (r"\bmolecular breast imaging\b|\bbreast[ -]specific gamma imaging\b", "mbi"),
    (r"\bpet ?[/-]? ?ct\b|\bct ?[/-]? ?pet\b", "pet ct"),
    (r"\badd(?:itional|l|'l)?(?: mammographic)? views?\b", "moreviews"),
    (r"\bspot (?:compression|mag\w*)\b|\bmagnification\b", "moreviews"),
    (r"\bmultiple areas\b", "limited"),
    (r"\bc ?[/.] ?a ?[/.] ?p\b|\bcap\b", "chest abdomen pelvis"),
    (r"\ba ?[/&] ?p\b", "abdomen pelvis"),
    (r"\bb ?/ ?l\b", "bilateral"),
)
PHRASES: Final = tuple((re.compile(pattern), f" {word} ") for pattern, word in _PHRASES)
"""What is written in more than one word, with the word that stands for it."""

_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "us": ("ultrasound", "ultrasonography", "sonogram", "sonography", "sono", "usg"),
    "mammography": ("mammogram", "mammographic", "mammo", "mam", "mammog", "mmg", "mg"),
    "tomosynthesis": ("tomo", "dbt", "3d"),
    "mri": ("mr",),
    "ct": ("cat",),
    "pet": ("petct",),
    "mbi": ("bsgi", "sestamibi", "scintimammography"),
    "cem": ("cesm",),
    "bone": ("skeletal",),
    "fes": ("fluoroestradiol", "cerianna"),
    "axilla": ("axillae", "axillary", "axil", "axill", "ax"),
    "breast": ("breasts", "brst", "breas"),
    "chest": ("thorax", "thoracic", "chst"),
    "abdomen": ("abdominal", "abd"),
    "pelvis": ("pelvic", "pel", "pelv"),
    "node": ("nodes", "nodal", "ln", "lns"),
    "biopsy": ("bx", "biop", "bpsy"),
    "stereotactic": ("stereo", "sterotactic"),
    "excision": ("excisional", "exc"),
    "sentinel": ("sent",),
    "sentinel node biopsy": ("slnb", "snb"),
    "axilla node dissection": ("alnd",),
    "dissection": ("dissec", "lymphadenectomy", "clearance"),
    "lymphoscintigraphy": ("lymphoscint",),
    "mastectomy": ("mastect",),
    "lumpectomy": ("quadrantectomy",),
    "screening": ("screen", "scr", "scrn"),
    "diagnostic": ("diag", "dx", "diagn"),
    "without": ("wo",),
    "with": ("w",),
    "limited": ("ltd", "lim"),
    "implant": ("implants", "impl", "imp"),
    "injection": ("inj",),
    "contrast": ("contr", "cont", "con", "cntrst", "gad", "gadolinium"),
    **dict.fromkeys(("core", "fna", "wwo", "skullbase", "wholebody", "threephase", "moreviews"), ()),
    **dict.fromkeys(("spect", "pem", "naf", "guidance", "dedicated", "scintigraphy"), ()),
}
WORDS: Final[Mapping[str, str]] = {
    spelling: word for word, others in _SPELLINGS.items() for spelling in (word, *others)
}
"""Each word that tells studies apart, by its spellings."""

SIDES: Final[Mapping[str, Side]] = {
    **dict.fromkeys(("left", "lt", "l"), Side.LEFT),
    **dict.fromkeys(("right", "rt", "r"), Side.RIGHT),
    **dict.fromkeys(("bilateral", "bilat", "bil", "both"), Side.BILATERAL),
}

HARMLESS: Final = re.compile(
    r"a|an|the|of|and|or|for|to|in|on|by|as|at|is|each|only|per|plus|if|inc|incl|including|includes|performed"
    r"|hc|bi|wm|ir|nm|img|imaging|rad|radiology|exam|study|scan|procedure|proc|order|standard|routine|digital"
    r"|2d|cad|iv|oral|complete|comp|unilateral|unilat|uni|targeted|views?|areas?|multiple|initial|1st|first"
    r"|lesion|needle|guided?|gd|percutaneous|perc|fdg|f18|18f|f|18|lymph|nucl?|nuclear|medicine|med|clip"
    r"|placement|place|device|specimen|local|open|base|mid|staging|follow|up|followup|evaluation|eval|new"
    r"|outpatient|inpatient|op|ip|portable|tc|mdp|isotope|tumou?r"
)
"""Words that say nothing about which study it is."""

OF_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:w|with|wo|without) (?=(?:tomo\w*|dbt|3d|cad|clip|impl\w*|bx|biopsy|us|needle|device|guid\w*)\b)"
)
"""A `with` that is not about contrast."""
