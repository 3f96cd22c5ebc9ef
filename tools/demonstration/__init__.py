"""A demonstration set of counts: what the council published as percentages, split into children who do not exist.

Here belongs everything that makes up figures: teams, counts by locality and team, audits and screened records. Each
is drawn so that it pools to what was published, and is written as ordinary extract files marked as simulated. What
the published figures mean does not belong here, nor how they are loaded or shown; the product does not import this.

`python -m tools.demonstration` writes what is committed anew, into `data/demonstration/simulated`, the note
`data/demonstration/catalogue/note_simulated.csv`, and the population of its catalogue, which follows from `data/open`.
With `--seed 7 --out elsewhere` it writes another set, into a folder of the same layout.
"""
