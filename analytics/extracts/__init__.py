"""What comes in: safe reading of extract files, one `Extract` for each kind, the account of every row.

A file is read as text with its row numbers, parsed, and held against the contract of its kind; each row is
accepted, refused with a reason, declared a total, or blank. Nothing is stored here and no figure is computed.
"""

from analytics.extracts.catalogue_rows import mistake_sentence
from analytics.extracts.checking import Checked, Options, check, refusal_sentence, to_correct
from analytics.extracts.child_level import ChildLevelLists
from analytics.extracts.contracts import MARKERS, Extract
from analytics.extracts.kinds import CATALOGUE_KINDS, EXTRACTS
from analytics.extracts.opening import catalogue_of, check_files, read_file
from analytics.extracts.reading import ExtractError, Sheet, read_csv

__all__ = [
    "CATALOGUE_KINDS",
    "EXTRACTS",
    "MARKERS",
    "Checked",
    "ChildLevelLists",
    "Extract",
    "ExtractError",
    "Options",
    "Sheet",
    "catalogue_of",
    "check",
    "check_files",
    "mistake_sentence",
    "read_csv",
    "read_file",
    "refusal_sentence",
    "to_correct",
]
