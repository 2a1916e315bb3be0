"""The words by which a sentence denies, asks, doubts, supposes or affirms what stands near them.

Each list is English, parted by `|`, in the spelling of `sentences.plain`: no hyphens, no articles, `not` for
`n't`. A `*` stands for any ending of a word.
"""

from __future__ import annotations

from typing import Final


def one_of(words: str) -> str:
    """Give the pattern of one of these expressions as whole words."""
    spelled = " ".join(words.split()).replace(" | ", "|").replace("*", r"\w*")
    return rf"\b(?:{spelled})(?!\w)"


# A denial. A `no` may govern a whole list; a `not` governs what follows it, up to the next comma.
NO: Final = one_of("""
    no | nil | without | neither | nor | deny | denies | denied | denying | negative for | neg for
    | neg. for | absence of | lack of | free of | free from
""")
NOT: Final = one_of("""
    not | non | never | decline | declines | declined | declining | refuse | refuses | refused | refusing
    | against | instead of | rather than
""")
RELIEF: Final = one_of("""
    improve* | reliev* | relief | chang* | resol* | caus* | expla* | etiolog* | increas* | decreas*
    | respon* | benefit | difference | better | control*
""")
"""What is denied here is not the symptom: `no relief of bone pain`."""
NOT_A_DENIAL: Final = one_of("""
    with and without | without contrast | without iv contrast | without i v contrast
    | without intravenous contrast | without con | without gad* | not only | not just | not necessarily
    | not deny | not denying | not without | no doubt | no reason | no later than | no longer than
""")
OTHER: Final = one_of("other | further | additional")
"""`No other lesions` speaks of some."""
EXCLUDED: Final = one_of("exclud* | rule out | ruled out | ruling out | r o")

BETWEEN: Final = one_of("""
    any | new | known | currently | current | recently | recent | significant | definite | obvious | overt
    | to | been | be | having | has | had | have | that | she | he | they | patient | pt | longer | at all
    | or | and | nor | also | evidence of | evidence for | evidence | sign of | signs of | signs
    | symptom of | symptoms of | symptoms | history of | history | complaint of | complaints of
    | complain of | complains of | complaining of | complained of | report | reports of | reporting
    | episode of | episodes of | indication of | indication for | suspicion of | suspicion for | concern for
    | concerns for | presence of | h o | c o | hx of | hx | complaints | complaint
""")
"""What may stand between a denial and what it denies."""
AFFIRMS_AGAIN: Final = one_of("""
    report | reports | reported | reporting | endorses | endorsed | endorsing | has | have | had | having
    | complains | complained | complaining | c o | notes | noted | admit | admits | admitted | develops
    | developed | developing | presents | presented | presenting | experiences | experienced | experiencing
    | describes | described | mentions | mentioned | states | suffers | show | shows | showed | positive for
    | pos for | now | still | with | due to | because | since | after | see | yes | only
""")
"""Words behind which a sentence that denied affirms again: `denies fever, reports cough`."""
NOW: Final = one_of("now")
ANEW: Final = one_of("now | new | newly")
WORSE: Final = one_of(
    "worse* | increas* | progress* | severe | persist* | ongoing | constant | chronic | known"
)
"""At the head of an item of a list that a `no` began, these may affirm it."""
GOES_ON: Final = one_of(
    "present | worse* | persist* | continues | continuing | continued | increas* | progress* | positive | yes"
)
"""Behind a phrase, these affirm it."""
UNTIL: Final = one_of("until | till | before | prior to | up to")
"""Behind a denial, these tell of a time that is over."""
STILL_DENIED: Final = one_of("""
    at this time | at present | at all | at moment | presently | currently | today | either | of any kind
    | of note | whatsoever
""")
ASKED_AND_DENIED: Final = one_of("""
    complain* | report | reporting | have | having | had | endorse | experience | experiencing | describe
    | mention | note | admit
""")
"""A `not` before these governs a list as a `no` does: `does not report pain, cough`."""
DENIED_BEHIND: Final = one_of("""
    denied | denies | absent | negative | excluded | ruled out | normal | unremarkable | not present
    | not seen | not found | not identified | not reported | not felt | not palpable | not noted
    | not planned | not recommended | not indicated | not given | not involved | cancelled | canceled
    | declined | refused
    | postponed | on hold
""")
"""Behind a phrase, these deny it; a bare `no` or `none` does only at the end of what is said."""
ANSWERED_NO: Final = one_of(
    "no | none | nil | neg | negative | denies | denied | absent | not present | not seen | not found"
)
ANSWERED_YES: Final = one_of("yes | y | present | positive | pos")
NOT_ANSWERED: Final = one_of("""
    not applicable | not asked | not assessed | not done | not reported | unable | unknown | deferred
    | unclear | pending
""")

KNOWN: Final = one_of("known | proven | confirmed | documented | established | diagnosed")
ABOUT_THE_KNOWN: Final = one_of("""
    known | proven | confirmed | progress* | respon* | cause* | extent | stability | with | due to | because
    | given
""")
"""A question does not reach past these: `evaluate for progression of bone metastases` tells of some."""
ASKS: Final = one_of("""
    rule out | rules out | ruling out | r o | ro | query | exclude | excludes | excluding | screen
    | screening | check | checking | whether | any | unlikely | evaluat* for | eval for | assess* for
    | look* for | search* for | test* for | work up for | workup for | staging for | survey for
    | surveillance for | screen* for | check* for | scan for | scans for | ct for | pet for | mri for
    | imaging for | study for | exam for | concern* for | concern* about | concern* of | concern* re
    | concern* that | worr* for | worr* about | question* of | question* about | question* re
    | question* for | fear* of | fear* for
""")
ASKED_BEHIND: Final = one_of("""
    workup | work up | evaluation | eval | assessment | screen | screening | survey | surveillance | staging
    | search | check | rule out | risk | potential | score | concern | concerns | question | status unknown
    | status pending | pending | unknown | unlikely | to be excluded | to be ruled out
""")
SUPPOSES: Final = one_of("""
    if | unless | in case of | when | once | until | monitor* for | watch* for | risk of | risks of
    | risk for | chance of | likelihood of | potential for | probability of | at risk | at high risk
    | at low risk | at increased risk
""")
DOUBTS: Final = one_of("""
    possible | possibly | possibility of | probable | probably | likely | suspect | suspects | suspected
    | suspecting | suspicious for | suspicion of | suspicion for | concerning for | worrisome for
    | questionable | questionably | equivocal | indeterminate | presumed | presumptive | presumably | may be
    | may have | may represent | might be | might have | could be | could represent | considering | consider
    | versus | vs | discuss* | differential
""")
DOUBTED_BEHIND: Final = one_of("""
    not excluded | not ruled out | not be excluded | not be ruled out | not been excluded
    | not been ruled out | not yet excluded | not completely excluded | not fully excluded | suspected
    | possible | probable | likely | questionable | questioned | equivocal | indeterminate | resolved | vs
    | versus | unclear | uncertain | considered | under discussion | to be discussed
""")

KIN: Final = one_of("""
    mother | father | sister* | brother* | aunt* | uncle* | cousin* | daughter* | son | sons | niece*
    | nephew* | grandmother* | grandfather* | grandparent* | mom | dad | parent* | sibling* | relative*
    | twin | family | maternal | paternal | fam | f h | fh | fhx | famhx
""")
OF_THE_PATIENT: Final = one_of("""
    patient | pt | she | he | personal | own | report* | notes | noted | say* | said | request* | concern*
    | worr* | stat*
""")
"""Where these follow the kin, they speak of the patient: `daughter reports confusion`."""
