"""Writes made-up lists: `python -m tools.lists --out FOLDER`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from tools.lists.flaws import Flaws
from tools.lists.writing import census_files, files, return_files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.lists", description="Write made-up child-level lists.")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same lists")
    parser.add_argument("--children", type=int, default=500, metavar="N", help="about 200 to 5,000")
    parser.add_argument("--day", type=date.fromisoformat, help="the lists' day; of a return 31 March of its year")
    parser.add_argument("--return", dest="of", choices=("annex_a", "ssda903", "cin_census"), default="annex_a")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--csv", action="store_true", help="one CSV a list, too")
    parser.add_argument(
        "--flaws", type=Flaws, choices=list(Flaws), nargs="?", default=Flaws.NONE, const=Flaws.ALL,
        help="spelling: no figure should change; all, or nothing after it: what is wrong in real lists, too",
    )  # fmt: skip
    asked = parser.parse_args()
    if asked.of == "ssda903":
        made = return_files(asked.seed, asked.children, asked.day or date(2025, 3, 31), asked.flaws)
    elif asked.of == "cin_census":
        made = census_files(asked.seed, asked.children, asked.day or date(2025, 9, 30), asked.flaws)
    else:
        made = files(asked.seed, asked.children, asked.day or date(2025, 9, 30), asked.flaws, with_csv=asked.csv)
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, content in made:
        (asked.out / name).write_bytes(content)
        print(asked.out / name)


if __name__ == "__main__":
    main()
