"""The codes of the lists that are drawn from, each with how often it is drawn."""

from __future__ import annotations

SEX = {"a) Male": 50, "b) Female": 48, "c) Not stated/recorded": 1, "d) Neither": 1}
ETHNICITY = {
    "a) White": 68,
    "b) Mixed": 9,
    "c) Asian or Asian British": 7,
    "d) Black or black British": 8,
    "e) Other ethnic group": 5,
    "f) Not stated": 3,
}
SOURCE = {
    "a) Individual": 10,
    "b) Schools": 20,
    "c) Education services": 3,
    "d) Health services": 15,
    "e) Housing": 2,
    "f) LA services": 13,
    "g) Police": 28,
    "h) Other legal agency": 3,
    "i) Other": 4,
    "j) Anonymous": 1,
    "k) Unknown": 1,
}
NEED = {
    "a) Abuse or neglect": 55,
    "b) Child's disability": 9,
    "c) Parents illness or disability": 3,
    "d) Family in acute stress": 9,
    "e) Family dysfunction": 15,
    "f) Socially unacceptable behaviour": 3,
    "g) Low income": 1,
    "h) Absent parenting": 4,
    "j) Not stated": 1,
}
ABSENT = "h) Absent parenting"  # what unaccompanied children are said to need
ADOPTED_CASE, DIED_CASE, GUARDIAN_CASE, ADULT_CASE = (
    "a) Adopted",
    "b) Died",
    "d) Special Guardianship Order",
    "f) Transfer to Adult Social Services",
)
NO_NEED, NO_LONGER = "h) Child not in need after assessment", "g) 'Other' incl. Child no longer in need"
LOOKED_AFTER, ON_PLAN, IN_NEED, IN_ASSESSMENT, CLOSED = (
    "a) Looked after child",
    "b) Child Protection plan",
    "c) Child in need plan",
    "d) Open assessment",
    "e) Closed episode",
)
ABUSE = {
    "a) Neglect": 48,
    "b) Physical Abuse": 8,
    "c) Sexual Abuse": 4,
    "d) Emotional Abuse": 37,
    "e) Multiple": 3,
}
INTERIM, FULL, PLACEMENT_ORDER, AGREED = (
    "a) Interim care orders",
    "b) Full care orders",
    "d) Placement order granted",
    "e) Accommodated under S20",
)
FIRST_STATUS = {
    INTERIM: 44,
    AGREED: 46,
    "f) Detained on child protection grounds in LA accommodation": 7,
    "g) Youth justice legal Statuses": 3,
}
FOSTER, FOR_ADOPTION = "a) Foster placement", "b) Placed for adoption"
HOMES = {
    "young": {FOSTER: 88, "c) Placed with parents": 10, "k) Family Centre or Mother and Baby Unit": 2},
    "school": {FOSTER: 78, "c) Placed with parents": 8, "h) Children’s Homes": 13, "m) Residential school": 1},
    "older": {
        FOSTER: 52,
        "c) Placed with parents": 4,
        "d) Independent living": 8,
        "f) Residential accommodation": 12,
        "g) Secure Children’s Homes": 1,
        "h) Children’s Homes": 20,
        "l) Young Offender Institution": 1,
        "n) Other placements": 2,
    },
}
PROVIDER = {"a) Own LA": 52, "b) Private": 42, "c) Other": 6}
RETURN, ADOPTION, SUPPORTED, RESIDENTIAL, LONG_FOSTER = (
    "a) Return to family",
    "b) Adoption",
    "d) Supported living in the community",
    "e) Long-term residential placement",
    "f) Long-term fostering",
)
PERMANENCE = {RETURN: 14, "c) SGO/CAO": 14, RESIDENTIAL: 7, LONG_FOSTER: 48, "g) Other": 5}
UNTIL_ADULT = (RESIDENTIAL, LONG_FOSTER)  # homes that are meant to last until 18
ADOPTED, DIED, RETURNED, ORDER, GUARDIAN, INDEPENDENT = (
    "a) Adopted",
    "b) Died",
    "d) Returned home to live with parents or relatives",
    "f) Residence order granted",
    "g) Special Guardianship Orders",
    "h) Moved into independent living",
)
PERMANENT = (ADOPTED, RETURNED, ORDER, GUARDIAN)
CEASED = {
    RETURNED: 52,
    GUARDIAN: 21,
    ORDER: 6,
    "c) Care taken by another LA": 4,
    "e) Left care to live with parents, relatives or other person with no parental responsibility": 7,
    "j) Sentenced to custody": 3,
    "n) Care ceased for any other reason": 6,
    DIED: 1,
}
CEASED_ADULT = {
    INDEPENDENT: 60,
    "i) Transferred to residential care funded by adult social services": 6,
    "n) Care ceased for any other reason": 34,
}
REVERSAL = {
    "a) Child’s needs changed": 40,
    "b) Court did not make a PO": 20,
    "c) Prospective adopters cannot be found": 30,
    "d) Any other reason": 10,
}
RELEVANT, FORMER, QUALIFYING, ELIGIBLE = "a) Relevant", "b) Former relevant", "c) Qualifying", "d) Eligible"
IN_TOUCH, NOT_IN_TOUCH, NOT_RECORDED, EXCLUDED = (
    "a) In touch",
    "b) Not in touch",
    "c) Not recorded",
    "d) Exclude",
)
TOUCH = {IN_TOUCH: 90, NOT_IN_TOUCH: 5, NOT_RECORDED: 2, EXCLUDED: 3}
SUITABLE, UNSUITABLE, HOME_UNKNOWN, HOME_EXCLUDED = (
    "a) Suitable",
    "b) Not suitable",
    "c) Not in touch or not recorded",
    "d) Exclude",
)
SUITABLE_HOMES = {
    "a) With parents or relatives": 14,
    "c) Semi-independent transitional accommodation": 16,
    "d) Supported lodgings": 9,
    "g) Ordinary lodgings": 3,
    "j) Foyers": 3,
    "k) Independent living": 40,
    "o) With Former Foster Carer": 12,
    "p) Other accommodation": 3,
}
UNSUITABLE_HOMES = {
    "i) No fixed abode / homeless": 25,
    "l) Emergency accommodation": 20,
    "m) Bed and breakfast": 10,
    "n) In custody": 45,
}
NO_HOME_KNOWN = "h) Residence not known"
ACTIVITY = {
    "F1: Full time in higher education": 7,
    "P1: Part time in higher education": 1,
    "F2: Full time in education other than higher": 20,
    "P2: Part time in education other than higher": 3,
    "F4: Young person engaged full time in an apprenticeship": 4,
    "P4: Young person engaged part time in an apprenticeship": 1,
    "F5: Young person engaged full time in training or employment (not apprenticeship)": 18,
    "P5: Young person engaged part time in training or employment (not apprenticeship)": 5,
    "G4: Not in education, employment or training - illness or disability": 14,
    "G5: Not in education, employment or training - other": 20,
    "G6: Not in education, employment or training - pregnancy or parenting": 7,
}
LEFT_ADOPTERS = {"a) Withdrew": 70, "b) Process on hold": 22, "c) Application refused": 8}
ORGANISATIONS = ("Made-up primary school", "Made-up health visitors", "Made-up early help team", "Made-up nursery")
