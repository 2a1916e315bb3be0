"""What is usual in each course of a breast cancer: the stage, the study ordered, the words of the order."""

from __future__ import annotations

from typing import Final, Literal

Course = Literal["early", "before-therapy", "node-seen", "in-therapy", "after-therapy", "after-surgery"]

# T, N, the group they make and a size that fits.
STAGES: Final = (
    ("T1", "N0", "IA", 1.8), ("T1c", "N0", "IA", 1.2), ("T2", "N0", "IIA", 2.1), ("T1", "N1", "IIA", 2.0),
    ("T2", "N1", "IIB", 3.0), ("T3", "N1", "IIIA", 6.5), ("T2", "N2", "IIIA", 5.0),
)  # fmt: skip
EARLY: Final = STAGES[:4]
NODE_POSITIVE: Final = STAGES[3:]
ORDERED: Final[dict[Course, tuple[str, ...]]] = {
    "early": (
        "pet-ct-skull-base-to-mid-thigh", "ct-chest-abdomen-pelvis-with-iv-contrast", "bone-scan-whole-body",
    ),
    "before-therapy": (
        "us-axilla", "us-guided-core-biopsy-axillary-node", "mri-breast-without-and-with-iv-contrast",
        "pet-ct-skull-base-to-mid-thigh",
    ),
    "node-seen": (
        "us-guided-core-biopsy-axillary-node", "us-guided-fna-biopsy-axillary-node", "mammography-diagnostic",
    ),
    "in-therapy": ("us-axilla", "mri-breast-without-and-with-iv-contrast"),
    "after-therapy": (
        "us-axilla", "mri-breast-without-and-with-iv-contrast", "pet-ct-skull-base-to-mid-thigh",
    ),
    "after-surgery": ("mammography-diagnostic", "us-breast", "mammography-screening"),
}  # fmt: skip
REASONS: Final = (
    "Axillary staging",
    "Rule out distant metastases",
    "Palpable left axillary node",
    "Extent of the primary tumor in the breast",
    "See attached",
)
NOTES: Final = (
    "cN1 before chemotherapy, clip in the left axillary node.",
    "Completed neoadjuvant chemotherapy.",
    "Asymptomatic.",
    "Patient is very anxious.",
)
