"""Mutation testing of the rooms that pyproject.toml names: does a test fail when the code is changed?

    python benchmarks/mutation.py [PATTERN ...] [--tests PATH ...] [--again] [--survivors] [--budget SECONDS]

mutmut makes the mutants (in mutants/) and keeps their results, so `mutmut results` and `mutmut show NAME` work as
usual. Only the running of the tests is done here, in one process, because Polars' threads don't survive the fork that
mutmut makes for each mutant: a fresh process a mutant takes two seconds, this a tenth of one. The stores that tests
read are made once, for no mutated code takes part in that; what is remembered of them is forgotten before each mutant.

A mutant is tested with the quick tests that reach its function, as many as fit into the budget: first those that killed
most mutants of the module, then the fastest, later examples of a test after the first of others.
PATTERN chooses mutants, such as "analytics.indicators.rag.*"; results that are known stay unless --again; --survivors
tests those that survived once more.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import redirect_stdout
from fnmatch import fnmatch
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths, walk_source_files
from mutmut.utils.format_utils import mangled_name_from_mutant_name

KILLED, SURVIVED, NO_TESTS = 1, 0, 33  # as mutmut stores them
LONGEST = 60  # seconds for one mutant
ROOT = Path.cwd()


def too_long(*_: object) -> None:
    raise TimeoutError(f"More than {LONGEST} seconds")


def first_to_fail(items: list[pytest.Item]) -> pytest.Item | None:
    """The first of the tests that fails, None if all pass. Only fixtures of the whole session are kept for the next."""
    for item, following in zip(items, [*items[1:], items[0].session], strict=True):
        reports = runtestprotocol(item, log=False, nextitem=following)  # type: ignore[arg-type]
        if any(report.failed for report in reports):
            item.session._setupstate.teardown_exact(item.session)  # type: ignore[arg-type]
            return item
    return None


def mutated(make: Callable[..., Any]) -> bool:
    """Whether a function stands in one of the mutated modules."""
    return config().should_mutate(f"{make.__module__.replace('.', '/')}.py")


class Run:
    """A pytest plugin that runs the collected tests once to see what they reach, then once for every mutant."""

    def __init__(self, arguments: argparse.Namespace, files: list[SourceFileMutationData]) -> None:
        self.arguments, self.files = arguments, files
        self.seconds: dict[str, float] = {}
        self.turn: dict[str, float] = {}  # seconds, times 1 for the first example of a test, times 2 for the second
        self.reaching: dict[str, list[pytest.Item]] = defaultdict(list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from analytics.caching import ANSWERS  # the copy in mutants/, which the tests import

        self.answers = ANSWERS
        set_mutant_under_test("stats")
        examples: Counter[str] = Counter()
        for item, following in zip(session.items, [*session.items[1:], session], strict=True):
            start = monotonic()
            reports = runtestprotocol(item, log=False, nextitem=following)  # type: ignore[arg-type]
            self.seconds[item.nodeid] = monotonic() - start
            examples[test := item.nodeid.partition("[")[0]] += 1
            self.turn[item.nodeid] = self.seconds[item.nodeid] * examples[test]
            if any(report.failed for report in reports):
                raise pytest.UsageError(f"{item.nodeid} fails without any mutant.")
            for function in state()._stats:
                self.reaching[function].append(item)
            state()._stats.clear()
        signal.signal(signal.SIGALRM, too_long)
        for file in self.files:
            self.test(file)
        return True

    def wanted(self, name: str, result: int | None) -> bool:
        chosen = not self.arguments.pattern or any(fnmatch(name, one) for one in self.arguments.pattern)
        again = self.arguments.again or (self.arguments.survivors and result == SURVIVED)
        return chosen and (result is None or again)

    def test(self, file: SourceFileMutationData) -> None:
        names = [name for name, result in file.exit_code_by_key.items() if self.wanted(name, result)]
        kills: Counter[str] = Counter()
        for name in names:
            items = self.chosen(name, kills)
            set_mutant_under_test(name)
            self.answers.forget(mutated)
            signal.alarm(LONGEST)
            start = monotonic()
            killer = first_to_fail(items) if items else None
            signal.alarm(0)
            file.exit_code_by_key[name] = NO_TESTS if not items else KILLED if killer else SURVIVED
            kills.update([killer.nodeid] if killer else [])
            file.durations_by_key[name] = monotonic() - start
            self.save(file)
        if names:
            results = list(file.exit_code_by_key.values())
            print(f"{file.path}: {results.count(KILLED)} of {len(results)} killed", file=sys.__stdout__, flush=True)

    def chosen(self, name: str, kills: Counter[str]) -> list[pytest.Item]:
        reaching = self.reaching[mangled_name_from_mutant_name(name)]
        items: list[pytest.Item] = []
        left = self.arguments.budget
        for item in sorted(reaching, key=lambda item: (-kills[item.nodeid], self.turn[item.nodeid])):
            left -= self.seconds[item.nodeid]
            if items and left < 0:
                break
            items.append(item)
        return items

    def save(self, file: SourceFileMutationData) -> None:
        file.meta_path = ROOT / "mutants" / f"{file.path}.meta"
        file.save()


def main(given: list[str] | None = None) -> Any:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pattern", nargs="*")
    parser.add_argument("--tests", nargs="+", help="files or folders of tests; else those that pyproject.toml names")
    parser.add_argument("--again", action="store_true", help="test mutants whose result is known, too")
    parser.add_argument("--survivors", action="store_true", help="test those that survived once more")
    parser.add_argument("--budget", type=float, default=10, help="seconds of tests for a mutant that survives")
    arguments = parser.parse_args(given)

    os.environ["CI"] = "true"  # property tests draw the same examples every time
    Path("mutants").mkdir(exist_ok=True)
    set_mutant_under_test("mutant_generation")
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        copy_src_dir()
        copy_also_copy_files()
        mutmut.create_mutants(1)
    setup_source_paths()
    files = [SourceFileMutationData(path=path) for path in walk_source_files() if config().should_mutate(path)]
    for file in files:
        file.load()
    run = Run(arguments, sorted(files, key=lambda file: str(file.path)))
    selection = arguments.tests or config().pytest_add_cli_args_test_selection
    os.chdir("mutants")
    return pytest.main(["-q", "--rootdir=.", "--tb=native", *config().pytest_add_cli_args, *selection], plugins=[run])


if __name__ == "__main__":
    sys.exit(main())
