#!/usr/bin/env python3
"""Runs esctest2 (ThomasDickey/esctest2, which is not part of this repository) in one of our panes, without a window.

    git clone https://github.com/ThomasDickey/esctest2 /tmp/esctest2
    tools/esctest.py /tmp/esctest2
    tools/esctest.py /tmp/esctest2 --include 'DECSED|DECSEL' --log

Prints the counts and the names of the tests that fail, and with `--check` compares those with the ones that
docs/conformance.md lists: the status is 1 where one of the two has a name that the other has not. Without the suite it
says "skipped" and the status is 0. The program that plays the terminal is built first (`cargo build --example`), or
named by `--host`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "docs" / "conformance.md"


def host(named):
    """Returns the program that plays the terminal."""
    if named:
        return named
    subprocess.run(["cargo", "build", "-q", "-p", "mux", "--example", "hosted"], cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return str(Path(target) / "debug" / "examples" / "hosted")


def listed():
    """Returns the names of tests that docs/conformance.md says to fail."""
    return set(re.findall(r"\b\w+Tests?\.test_\w+", LISTED.read_text()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suite", help="where esctest2 is")
    parser.add_argument("--host", help="the program that plays the terminal")
    parser.add_argument("--include", default=".*", help="a regular expression for the names of tests")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--timeout", default="1", help="how long an answer is waited for, in seconds")
    parser.add_argument("--log", action="store_true", help="print the suite's own log")
    parser.add_argument("--check", action="store_true", help="compare with docs/conformance.md")
    options = parser.parse_args()
    suite = Path(options.suite) / "esctest"
    if not (suite / "esctest.py").is_file():
        print(f"skipped: there is no esctest2 at {options.suite}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        command = [host(options.host), options.size, sys.executable, str(suite.resolve() / "esctest.py")]
        command += ["--expected-terminal=xterm", "--xterm-checksum=334", "--max-vt-level=4", "--no-print-logs"]
        # C1 controls are understood as characters of UTF-8 too.
        command += ["--options", "allowC2Controls"]
        command += [f"--timeout={options.timeout}", f"--include={options.include}", f"--logfile={log}"]
        subprocess.run(command, cwd=suite, stdout=subprocess.DEVNULL, check=False)
        text = log.read_text(errors="replace") if log.exists() else ""
    if options.log:
        print(text)
    counts = re.search(r"\*\*\* (\d+) tests? passed, (\d+) known bugs?, (\d+) TESTS? FAILED", text, re.I)
    if not counts:
        print("esctest2 did not come to its end; its log ends with:\n" + text[-2000:])
        return 1
    failing = re.findall(r"^\*\*\* TEST (\S+) FAILED:", text, re.M)
    print(f"{counts[1]} passed, {counts[2]} known bugs of xterm, {counts[3]} failed")
    print("".join(f"  {name}\n" for name in failing), end="")
    if options.check:
        known = {name for name in listed() if re.search(options.include, name)}
        for name in sorted(set(failing) - known):
            print(f"{name} fails and is not in {LISTED.name}")
        for name in sorted(known - set(failing)):
            print(f"{name} is in {LISTED.name} and does not fail")
        return 0 if known == set(failing) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
