"""All vignettes."""

from __future__ import annotations

from typing import Final

from tests.spec.vignettes import group_a, group_b, group_c, group_d, group_e, group_x

GROUPS: Final = (group_a, group_b, group_c, group_d, group_e, group_x)
VIGNETTES: Final = tuple(vignette for group in GROUPS for vignette in group.VIGNETTES)
