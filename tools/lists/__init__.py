"""Made-up lists of Annex A, returns of children looked after (SSDA903) and children-in-need censuses, of an authority
that does not exist, with what is truly in them.

Here belongs what makes up children and what happened to them, the 11 lists and the files of a return that an authority
would give of that, the flaws that real lists have, and the figures that a count of the lists should find. How the
product reads and counts lists does not belong here; the product does not import this.

`python -m tools.lists --seed 7 --children 500 --day 2025-09-30 --out FOLDER` writes the workbook `annex-a.xlsx`,
`truth.csv` (rules: `tools/lists/truth.py`), `teams.csv` (the area of each team), `areas.csv` (which a store is told)
and `MADE-UP.txt`. With `--csv` there is one CSV a list, too. `--flaws spelling` writes values as case systems do, which
should change no figure; `--flaws` alone adds what is wrong. Both are counted in `flaws.csv`.

`--return ssda903` writes the returns of four years up to 31 March, a CSV a file, of the children of the same seed, with
the truth of the last year (rules: `tools/lists/care_truth.py`). `--return cin_census` writes the census as XML, of the
last two years up to 31 March, of the same children as the lists of that day, with the truth of the last year (rules:
`tools/lists/census.py`).
"""
