"""Prints one line on a report of hangup, and compares its violations with the expected ones.

usage: compare.py --header | compare.py NAME REPORT.json EXPECTED.txt

A line of EXPECTED.txt is "always REQUIREMENT why" or "sometimes REQUIREMENT why";
"sometimes" is for what depends on who wins a race. Empty lines and lines that
begin with # say nothing. Where there is no file, nothing is expected.
"""

import json
import os
import sys

VERDICTS = ["conforms", "violation", "late", "warning", "note", "inconclusive", "skipped"]


def row(name, values):
    return f"{name:16}" + "".join(f"{value:>13}" for value in values)


def read_expected(file):
    """Returns a map from requirement to always or sometimes."""
    expected = {}
    if not os.path.exists(file):
        return expected
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            words = line.split(maxsplit=2)
            if len(words) < 3 or words[0] not in ("always", "sometimes"):
                sys.exit(f"{file}:{number}: want 'always REQUIREMENT why' or 'sometimes REQUIREMENT why'")
            expected[words[1]] = words[0]
    return expected


def differences(report, expected):
    found = {}
    for finding in report["findings"]:
        if finding["verdict"] == "violation":
            found.setdefault(finding["requirement"], finding)
    for requirement in sorted(found.keys() - expected.keys()):
        finding = found[requirement]
        yield f"  unexplained: {requirement} in {finding['case']}: {finding['message']}"
        yield f"    {finding['replay']}"
    for requirement in sorted(expected.keys() - found.keys()):
        if expected[requirement] == "always":
            yield f"  gone: {requirement} was expected and did not show"
    if report["summary"]["conforms"] == 0:
        yield "  nothing conforms: was the target reached at all?"


def main(arguments):
    if arguments == ["--header"]:
        print(row("target", VERDICTS + ["seconds"]))
        return 0
    name, file, expected = arguments
    with open(file, encoding="utf-8") as source:
        report = json.load(source)
    print(row(name, [report["summary"][v] for v in VERDICTS] + [f"{report['duration_ms'] / 1000:.1f}"]))
    problems = list(differences(report, read_expected(expected)))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
