"""Vignettes X: patients in whom two scenarios, two cancers or two sides meet."""

from __future__ import annotations

from typing import Final

from tests.spec.vignettes import group_a, group_b, group_c, patients_d
from tests.spec.vignettes.vignette import (
    AX_PRE_NAC,
    DISTANT_EARLY,
    DROP,
    INFO,
    MB,
    NODE_BX,
    POS_MARGIN,
    UA,
    UN,
    WARNING,
    Vignette,
    rated,
    silence,
    swap,
    undecided,
)
from tests.support.chart import (
    BENIGN,
    breast_review_negative,
    cancer_on_problem_list,
    imaging_report,
    lumpectomy,
    margins,
    mastectomy_with_dissection,
    order,
    pregnancy,
    sentinel_node_biopsy,
)

# Neoadjuvant chemotherapy first, then a lumpectomy whose margin is positive, five weeks before the order.
_AFTER_BOTH: Final = (
    *group_a.BASE,
    lumpectomy("left", "2026-04-27"),
    sentinel_node_biopsy("left", "2026-04-27"),
    *margins("positive", "2026-05-04", coded="cap"),
    *breast_review_negative("2026-05-25"),
)

VIGNETTES: Final = (
    Vignette("X01", _AFTER_BOTH, (order("mammography-diagnostic"),), (rated(POS_MARGIN, MB, INFO),)),
    Vignette("X02", _AFTER_BOTH, (order("us-axilla"),), (silence(),)),
    Vignette(
        "X04",
        (*patients_d.BASE, *pregnancy("2026-05-18")),
        (order("ct-chest-abdomen-pelvis-with-iv-contrast"),),
        (rated(DISTANT_EARLY, UN, WARNING, DROP, silent_on=("pregnan",)),),
    ),
    Vignette(
        "X05",
        (
            *patients_d.BASE,
            cancer_on_problem_list("ductal", "right", "2018-04-04", status="remission"),
            mastectomy_with_dissection("right", "2018-05-02"),
        ),
        (order("pet-ct-skull-base-to-mid-thigh"),),
        (undecided(DISTANT_EARLY),),
    ),
    Vignette(
        "X07",
        (
            patients_d.WOMAN,
            cancer_on_problem_list("ductal", "left", patients_d.DIAGNOSED, verification="entered-in-error"),
            *patients_d.STAGING,
            *patients_d.REVIEW,
        ),
        (order("pet-ct-skull-base-to-mid-thigh"),),
        (silence(),),
    ),
    Vignette(
        "X08",
        (*group_b.BASE, imaging_report("us-axilla", "left", "2024-05-14", conclusions=(BENIGN,))),
        (group_b.CORE,),
        (rated(AX_PRE_NAC, UN, WARNING, swap("us-axilla"), DROP),),
    ),
    Vignette(
        "X10",
        group_c.BASE,
        (order("us-guided-core-biopsy-axillary-node", side="right", note=group_c.CLIP),),
        (rated(NODE_BX, UA, INFO, mentions=("side",)),),
    ),
)
