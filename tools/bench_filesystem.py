#!/usr/bin/env python3
"""Measures the filesystem tools beside two other MCP servers, ripgrep, fd and find, on a tree of 100,000 files.

    apt-get install ripgrep fd-find
    cargo install rust-mcp-filesystem --root /tmp/peers
    npm install --prefix /tmp/peers @modelcontextprotocol/server-filesystem
    tools/bench_filesystem.py --tree /tmp/bench-tree --wezterm target/release/wezterm \\
        --rust-mcp /tmp/peers/bin/rust-mcp-filesystem \\
        --npm-server /tmp/peers/node_modules/@modelcontextprotocol/server-filesystem

Nothing of this has to be there: who is missing gets no rows, and why is said below the table. The tree is made once,
the same for everybody (about 190 MB of text, 400 MB of disk), and kept for the next run. Start the program as an
ordinary user (`setpriv --reuid 1000 --regid 1000 --clear-groups tools/bench_filesystem.py ...`) where the rights of
root could make a difference; the tree has to belong to that user, since one job edits a file.

What is measured: for a server the time from the first byte of the request written to its pipe until the last byte of
the line with its answer was read, with the answer as plain bytes; parsing and checking come after the clock has been
stopped, and so does what is between two pages of one answer. For a program the time from before it is started until
its output has ended and it was waited for. Nobody is measured cold: each has done the job once before. Contestants
take turns, in another order every round. Processor time is the whole process's. Peak memory is the process's VmHWM
after the job, in a process that did only this job; programs are watched every half millisecond instead, in runs of
their own which are not timed, and so are the open descriptors of all. Every answer is compared with what was put
into the tree, as a set: paths, paths with line numbers, the marks at both ends of each file that is read, the two
edits. rust-mcp-filesystem keeps a descriptor for every entry that it has walked and so cannot search a tree like this;
`--files 10000 --descriptors 20000`, with a tree of its own, measures it all the same.

`--in-process COMMAND` adds figures of the tools without a server: the tree's path is appended to the command, which
prints one JSON object a line: {"job": "search_files", "ms": [1.5, 1.4], "count": 22000, "cpu_ms": [1.4, 1.3],
"rss_kb": 9000, "descriptors": 12}, of which job and ms are needed. The names of the jobs are the keys of JOBS below.
"""

import argparse
import json
import os
import platform
import resource
import select
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench_filesystem_tree import LARGE, NEEDLE, Plan, write

ANSWER_LIMIT_S, PATIENCE_S = 180, 45

# Each job: what the table calls it, and the goals in ms without a server and over MCP, where there are any.
JOBS = {
    "search_files": ("search_files `**/*.rs`, all files", 60, 100),
    "search_files_gitignore": ("search_files `**/*.rs`, by .gitignore", None, None),
    "search_files_content": ("search_files_content, rare literal, all files", 350, None),
    "search_files_content_gitignore": ("search_files_content, rare literal, by .gitignore", None, None),
    "read_multiple_files": ("read_multiple_files, 500 files (1 MB)", 4, None),
    "edit_file": ("edit_file, one line of 1 MB", 4, None),
    "directory_tree": ("directory_tree, everything", 150, None),
}
WHOLE_RUN = "all jobs in one process"
WHOLE_RUN_GOALS = (60 * 1024, 64)
GOALS_FOR = 100_000


class Missing(Exception):
    """Why a contestant has no figure: it is not there, lacks the job, or fails at it."""


# Watching a process


def processor_seconds(pid):
    """The processor time that a process has used, all its threads together."""
    return time.clock_gettime((~pid << 3) | 2)


def peak_memory_kb(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


class Watch:
    """Looks every half millisecond how many descriptors a process has open and what its peak memory is."""

    def __init__(self, pid):
        self.pid, self.descriptors, self.memory_kb = pid, 0, 0
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.ending.wait(0.0005):
            try:
                self.descriptors = max(self.descriptors, len(os.listdir(f"/proc/{self.pid}/fd")))
                self.memory_kb = max(self.memory_kb, peak_memory_kb(self.pid))
            except OSError:
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()


# MCP servers


class Server:
    """An MCP server over stdio, asked one thing after another, with the clock beside it."""

    def __init__(self, argv):
        self.complaints = tempfile.TemporaryFile()
        try:
            self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints)
        except OSError as error:
            raise Missing(f"cannot be started: {error}") from error
        self.pid = self.process.pid
        self.number = 0
        self.tools = {}
        try:
            self.introduce()
        except BaseException:
            self.close()
            raise

    def introduce(self):
        about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
        self.ask("initialize", about)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        listed = self.ask("tools/list", {})[2]["tools"]
        self.tools = {tool["name"]: tool["inputSchema"].get("properties", {}) for tool in listed}

    def send(self, message):
        left = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while left:
                left = left[os.write(self.process.stdin.fileno(), left) :]
        except OSError as error:
            raise Missing(f"ended: {self.last_words()}") from error

    def line(self):
        """One line of the server's, and when its last byte was there."""
        chunks, output, deadline = [], self.process.stdout.fileno(), time.monotonic() + ANSWER_LIMIT_S
        while True:
            if not select.select([output], [], [], max(0, deadline - time.monotonic()))[0]:
                raise Missing(f"no answer within {ANSWER_LIMIT_S} s")
            chunk = os.read(output, 1 << 20)
            if not chunk:
                raise Missing(f"ended: {self.last_words()}")
            chunks.append(chunk)
            if chunk.endswith(b"\n"):
                return b"".join(chunks), time.perf_counter()

    def ask(self, method, params):
        """Asks one thing: seconds until the answer was there, processor seconds, the answer, and its bytes."""
        self.number += 1
        cpu, begun = processor_seconds(self.pid), time.perf_counter()
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        while True:
            raw, ended = self.line()
            cpu_ended = processor_seconds(self.pid)
            for line in raw.splitlines():
                message = json.loads(line)
                if message.get("id") == self.number and "method" not in message:
                    if "error" in message:
                        raise Missing(f"{method}: {message['error'].get('message')}")
                    return ended - begun, cpu_ended - cpu, message["result"], line

    def call(self, tool, arguments):
        if tool not in self.tools:
            raise Missing("has no such tool")
        seconds, cpu, result, raw = self.ask("tools/call", {"name": tool, "arguments": arguments})
        if result.get("isError"):
            raise Missing(f"{tool}: {text_of(result).strip()[:200]}")
        return seconds, cpu, result, raw

    def last_words(self):
        self.process.wait(timeout=5)
        self.complaints.seek(0)
        return self.complaints.read()[-300:].decode(errors="replace").strip() or f"status {self.process.returncode}"

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def text_of(result):
    return "".join(block.get("text", "") for block in result.get("content", []))


def name_of(value):
    """A path in an answer: a string, an object with one in it, or the bytes of a name that is no UTF-8."""
    if isinstance(value, dict):
        return name_of(value.get("path", value.get("file", value.get("name", ""))))
    return value


class Contestant:
    """Somebody who may do the jobs: `prepare` gets it ready for one, `once` does it, `close` ends that."""

    def __init__(self, name, tree, plan):
        self.name, self.tree, self.plan = name, str(tree), plan

    def relative(self, path):
        return path.removeprefix(self.tree + "/").removeprefix("./")

    def leaves(self, nodes, below=""):
        """The paths in a tree of objects with names and children; those of folders end in a slash."""
        for node in nodes:
            kind = node.get("type", node.get("kind"))
            if "children" in node or kind in ("directory", "dir", "folder"):
                yield f"{below}{name_of(node)}/"
                yield from self.leaves(node.get("children") or [], f"{below}{name_of(node)}/")
            else:
                yield f"{below}{name_of(node)}"


class McpContestant(Contestant):
    """A server, which is asked for every job: one that it lacks is told as missing."""

    def __init__(self, name, tree, plan, argv):
        super().__init__(name, tree, plan)
        self.argv, self.server = argv, None

    def prepare(self):
        self.server = Server(self.argv)

    def close(self):
        if self.server:
            self.server.close()
        self.server = None

    def pid(self):
        return self.server.pid

    def once(self, job):
        """Does a job once: seconds, processor seconds, and the answer as a set."""
        if job == "edit_file":
            return self.edit()
        return self.of(job)

    def edit(self):
        """Changes the line and changes it back; the figures are those of one edit."""
        lines, path = self.plan.large(), f"{self.tree}/{LARGE}"
        at = len(lines) // 2
        before, after = lines[at], lines[at].replace("line", "LINE", 1)
        seconds = cpu = 0.0
        done = set()
        try:
            for name, old, new in [("there", before, after), ("back", after, before)]:
                edits = {"path": path, "edits": [{"oldText": old, "newText": new}]}
                took, used, _, _ = self.server.call("edit_file", edits)
                seconds, cpu = seconds + took, cpu + used
                lines[at] = new
                if Path(path).read_bytes() == ("\n".join(lines) + "\n").encode():
                    done.add(name)
        finally:
            if done != {"there", "back"}:
                write(path, "\n".join(self.plan.large()) + "\n")
        return seconds / 2, cpu / 2, done

    def marks(self, raw):
        expected = self.plan.expected("read_multiple_files")
        return {mark for mark in expected if json.dumps(mark)[1:-1].encode() in raw}

    def to_read(self):
        return [f"{self.tree}/{self.plan.small[number][0]}" for number in self.plan.read_together()]


class Wezterm(McpContestant):
    """The server of this project. Options that narrow an answer are set by what the server says it takes."""

    def options(self, tool, everything):
        takes = self.server.tools.get(tool, {})
        wanted = {"gitignore": not everything, "hidden": True}
        for name in ("limit", "max_matches", "max_entries", "max_depth"):
            # More than a tree like this can have of each; where the server takes less, what it takes.
            most = takes.get(name, {}).get("maximum", 1_000_000)
            wanted[name] = min(most, 64 if name == "max_depth" else 1_000_000)
        return {name: value for name, value in wanted.items() if name in takes}

    def pages(self, tool, arguments):
        seconds = cpu = 0.0
        cursor = None
        while True:
            took, used, result, raw = self.server.call(tool, arguments | ({"cursor": cursor} if cursor else {}))
            seconds, cpu = seconds + took, cpu + used
            data = result.get("structuredContent")
            if data is None:
                raise Missing(f"{tool}: no structuredContent")
            yield seconds, cpu, data, raw
            cursor = data.get("next_cursor")
            if not cursor:
                return

    def of(self, job):
        tool = job.removesuffix("_gitignore")
        arguments = {"path": self.tree} | self.options(tool, everything=not job.endswith("_gitignore"))
        found = set()
        if tool == "read_multiple_files":
            arguments = {"paths": self.to_read()}
        elif tool == "search_files":
            arguments["pattern"] = "**/*.rs"
        elif tool == "search_files_content":
            arguments |= {"pattern": "**/*", "query": NEEDLE, "is_regex": False}
        for seconds, cpu, data, raw in self.pages(tool, arguments):
            if tool == "read_multiple_files":
                found |= self.marks(raw)
            elif tool == "search_files":
                found |= {self.relative(name_of(file)) for file in data["files"]}
            elif tool == "search_files_content":
                rows = data["matches"]
                found |= {(self.relative(name_of(row)), row.get("line_number", row.get("line"))) for row in rows}
            else:
                tree = data["tree"]
                found |= set(self.leaves(tree if isinstance(tree, list) else tree.get("children") or []))
        return seconds, cpu, found


class Peer(McpContestant):
    """A server whose answers are text: the two common ones differ in little more than what they have."""

    def of(self, job):
        if job.endswith("_gitignore"):
            raise Missing("knows no .gitignore")
        if job == "read_multiple_files":
            tool = job if job in self.server.tools else "read_multiple_text_files"
            seconds, cpu, _, raw = self.server.call(tool, {"paths": self.to_read()})
            return seconds, cpu, self.marks(raw)
        arguments = {"path": self.tree}
        if job == "search_files":
            arguments["pattern"] = "**/*.rs"
        elif job == "search_files_content":
            arguments |= {"pattern": "**/*", "query": NEEDLE, "is_regex": False}
        seconds, cpu, result, _ = self.server.call(job, arguments)
        text = text_of(result)
        if job == "search_files":
            return seconds, cpu, {self.relative(line) for line in text.splitlines()}
        if job == "directory_tree":
            return seconds, cpu, set(self.leaves(json.loads(text)))
        found, path = set(), ""
        for line in text.splitlines():
            if line.startswith("  "):
                found.add((path, int(line.split(":")[0])))
            elif line:
                path = self.relative(line)
        return seconds, cpu, found


# Programs


class Program(Contestant):
    """A program that is started anew for every job; `jobs` says with which arguments, and which it does at all."""

    def __init__(self, name, tree, plan, jobs):
        super().__init__(name, tree, plan)
        self.jobs = jobs

    def prepare(self):
        pass

    def close(self):
        pass

    def start(self, job):
        return subprocess.Popen(self.jobs[job], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def once(self, job):
        begun = time.perf_counter()
        process = self.start(job)
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        complaint = process.stderr.read().decode(errors="replace").strip()
        process.stdout.close()
        process.stderr.close()
        if process.returncode != 0:
            raise Missing(f"status {process.returncode}: {complaint[:200]}")
        return seconds, used.ru_utime + used.ru_stime, self.read(job, output.decode())

    def watch(self, job):
        process = self.start(job)
        with Watch(process.pid) as watch:
            process.communicate()
        return watch

    def read(self, job, output):
        if job.startswith("search_files_content"):
            rows = (line.split(":", 2) for line in output.splitlines())
            return {(self.relative(row[0]), int(row[1])) for row in rows}
        found = {self.relative(line) for line in output.splitlines()}
        return {path for path in found if path.rstrip("/") != self.tree}


def programs(tree, plan, missing):
    """ripgrep, fd and find, each with settings that make it look at the same files."""
    tree = str(tree)
    rg, fd, find = shutil.which("rg"), shutil.which("fdfind") or shutil.which("fd"), shutil.which("find")
    if rg:
        # A glob would overrule what .gitignore says, a type does not.
        names = [rg, "--files", "--hidden", "--type-add", "wanted:*.rs", "--type", "wanted", tree]
        text = [rg, "--hidden", "--no-heading", "--line-number", "--color=never", "--fixed-strings", NEEDLE, tree]
        for name, more in [("rg", []), ("rg -j1", ["-j1"])]:
            yield Program(name, tree, plan, {
                "search_files": names + more + ["--no-ignore"],
                "search_files_gitignore": names + more + ["--no-ignore-global", "--no-ignore-parent"],
                "search_files_content": text + more + ["--no-ignore"],
                "search_files_content_gitignore": text + more + ["--no-ignore-global", "--no-ignore-parent"],
            })  # fmt: skip
    else:
        missing["rg"] = "not installed"
    if fd:
        names = [fd, "--hidden", "--type", "f", "--color=never", "--glob", "*.rs", tree]
        every = [fd, "--hidden", "--no-ignore", "--color=never", ".", tree]
        for name, more in [("fd", []), ("fd -j1", ["-j1"])]:
            yield Program(name, tree, plan, {
                "search_files": names + more + ["--no-ignore"],
                "search_files_gitignore": names + more + ["--no-ignore-parent"],
                "directory_tree": every + more,
            })  # fmt: skip
    else:
        missing["fd"] = "not installed"
    if find:
        yield Program("find", tree, plan, {
            "search_files": [find, tree, "-type", "f", "-name", "*.rs"],
            "directory_tree": [find, tree, "-mindepth", "1", "-type", "d", "-printf", "%p/\\n", "-o", "-print"],
        })  # fmt: skip
    else:
        missing["find"] = "not installed"


# The comparison


class Figures:
    """What was measured of one contestant at one job."""

    def __init__(self):
        self.ms, self.cpu_ms, self.memory_kb, self.descriptors = [], [], 0, 0
        self.found, self.reason = None, None

    def note(self, seconds, cpu, found, expected, job, name):
        self.ms.append(seconds * 1000)
        self.cpu_ms.append(cpu * 1000)
        if job == "directory_tree" and not any(path.endswith("/") for path in found):
            # A plain list of paths does not tell folders from files.
            found = {path if f"{path}/" not in expected else f"{path}/" for path in found}
        self.found = f"{len(found):,}"
        if found != expected:
            lacks, more = expected - found, found - expected
            self.found += f", WRONG: {len(lacks):,} missing, {len(more):,} too many"
            if len(self.ms) == 1:
                print(f"{job}: {name} lacks {sorted(lacks)[:3]}, has {sorted(more)[:3]}", file=sys.stderr)

    def is_wrong(self):
        return bool(self.found) and "WRONG" in self.found


def compare(job, contestants, expected, runs):
    """Has all contestants do a job by turns."""
    figures = {contestant.name: Figures() for contestant in contestants}

    def attempt(contestant, work):
        of = figures[contestant.name]
        if of.reason:
            return
        try:
            work(contestant, of)
        except (Missing, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            of.reason = str(error) if isinstance(error, Missing) else f"{type(error).__name__}: {error}"
            contestant.close()

    def once(contestant, of):
        of.note(*contestant.once(job), expected, job, contestant.name)

    def warm(contestant, of):
        contestant.prepare()
        begun = time.monotonic()
        contestant.once(job)
        took = time.monotonic() - begun
        if took > PATIENCE_S:
            raise Missing(f"takes {took:.0f} s, which is not measured {runs} times")

    def watch(contestant, of):
        for _ in range(3):
            if isinstance(contestant, Program):
                watched = contestant.watch(job)
            else:
                with Watch(contestant.pid()) as watched:
                    contestant.once(job)
                of.memory_kb = peak_memory_kb(contestant.pid())
            of.memory_kb = max(of.memory_kb, watched.memory_kb)
            of.descriptors = max(of.descriptors, watched.descriptors)

    for contestant in contestants:
        attempt(contestant, warm)
    for turn in range(runs):
        print(f"measuring {job}: {turn + 1} of {runs}", file=sys.stderr)
        shift = turn % len(contestants)
        for contestant in contestants[shift:] + contestants[:shift]:
            attempt(contestant, once)
    for contestant in contestants:
        attempt(contestant, watch)
        contestant.close()
    return figures


def whole_run(contestants):
    """Peak memory and descriptors of servers that do every job once in one process."""
    figures = {}
    for contestant in contestants:
        of = figures[contestant.name] = Figures()
        try:
            contestant.prepare()
            with Watch(contestant.pid()) as watched:
                for job in JOBS:
                    try:
                        contestant.once(job)
                    except Missing:
                        # Said at the job's own row.
                        pass
            of.memory_kb, of.descriptors = peak_memory_kb(contestant.pid()), watched.descriptors
        except (Missing, OSError) as error:
            of.reason = str(error)
        contestant.close()
    return figures


def without_server(command, tree):
    """The figures of the tools in a process of their own, by job."""
    answer = subprocess.run([*shlex.split(command), str(tree)], stdout=subprocess.PIPE, text=True)
    if answer.returncode != 0:
        raise Missing(f"status {answer.returncode}")
    by_job = {}
    for line in answer.stdout.splitlines():
        if line.startswith("{"):
            row = json.loads(line)
            of = by_job[row["job"]] = Figures()
            of.ms, of.cpu_ms = row["ms"], row.get("cpu_ms", [])
            of.memory_kb, of.descriptors = row.get("rss_kb", 0), row.get("descriptors", 0)
            of.found = f"{row['count']:,}" if "count" in row else None
    return by_job


def contestants_of(args, tree, plan, missing):
    contestants = []
    for name, path, kind, argv in [
        ("wezterm", args.wezterm, Wezterm, lambda path: [path, "mcp", "serve", "filesystem", "--root", str(tree)]),
        ("rust-mcp-filesystem", args.rust_mcp, Peer, lambda path: [path, "--allow-write", str(tree)]),
        ("server-filesystem (npm)", args.npm_server, Peer, lambda path: ["node", script_of(path), str(tree)]),
    ]:
        try:
            if not path or not Path(path).exists():
                raise Missing(f"{path} is not there" if path else "not named")
            contestant = kind(name, tree, plan, argv(str(Path(path).resolve())))
            contestant.prepare()
            contestant.close()
            contestants.append(contestant)
        except Missing as error:
            missing[name] = str(error)
    return contestants + list(programs(tree, plan, missing))


def script_of(path):
    """The script to give to node: of a package's folder, or the one that was named."""
    inside = Path(path) / "dist" / "index.js"
    return str(inside if inside.exists() else path)


def rows_of(job, figures, notes):
    """The rows of one job in the table; why somebody has none goes to the notes."""
    ours = figures.get("wezterm")
    for name, of in figures.items():
        if of.reason or not of.ms:
            notes.append(f"{name}, {job}: {of.reason or 'not measured'}")
            cells = ["-"] * 7
        else:
            middle = statistics.median(of.ms)
            ratio = f"{middle / statistics.median(ours.ms):.2f}" if ours and ours.ms and not ours.reason else "-"
            cpu = f"{statistics.median(of.cpu_ms):.1f}" if of.cpu_ms else "-"
            memory = f"{of.memory_kb / 1024:.1f}" if of.memory_kb else "-"
            cells = [f"{min(of.ms):.1f}", f"{middle:.1f}", ratio, cpu, memory, of.descriptors or "-", of.found or "-"]
        yield [JOBS[job][0], name, *cells]


def goals(by_job, whole):
    """Says of each goal whether it was met; the minimum counts, since other programs share the machine."""
    for job, (title, *limits) in JOBS.items():
        for name, limit in zip(["in process", "wezterm"], limits):
            of = by_job[job].get(name)
            if limit and of and of.ms and not of.reason:
                met = "met" if min(of.ms) <= limit else "MISSED"
                yield f"{met}: {title}, {name}: {min(of.ms):.1f} ms of {limit} ms"
    content, ours = by_job["search_files_content"], by_job["search_files_content"].get("wezterm")
    if ours and ours.ms and not ours.reason and content.get("rg -j1") and content["rg -j1"].ms:
        met = "met" if min(ours.ms) <= min(content["rg -j1"].ms) else "MISSED"
        yield f"{met}: {JOBS['search_files_content'][0]}: never slower than rg -j1"
    of = whole.get("wezterm")
    if of and of.memory_kb:
        most_memory, most_open = WHOLE_RUN_GOALS
        for value, limit, unit in [(of.memory_kb, most_memory, "kB"), (of.descriptors, most_open, "open")]:
            yield f"{'met' if value <= limit else 'MISSED'}: {WHOLE_RUN}: {value} {unit} of {limit}"


def show(by_job, whole, missing, plan, began):
    most_open = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    print(f"Filesystem benchmark: {len(plan.paths()):,} files in {len(plan.folders) + 1:,} folders,")
    print(f"{os.cpu_count()} processors, Linux {platform.release()}, user {os.getuid()}, {most_open} descriptors,")
    print(f"load {began} before, {os.getloadavg()[0]:.2f} after. In ms; the ratio is of medians, to wezterm's.\n")
    print("| job | contestant | min | median | ratio | CPU | peak MiB | most open | results |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    notes = [f"{name}: {reason}" for name, reason in missing.items()]
    for job, figures in by_job.items():
        for row in rows_of(job, figures, notes):
            print("|", " | ".join(str(cell) for cell in row), "|")
    for name, of in whole.items():
        if of.reason:
            notes.append(f"{name}, {WHOLE_RUN}: {of.reason}")
        print(f"| {WHOLE_RUN} | {name} | - | - | - | - | {of.memory_kb / 1024:.1f} | {of.descriptors} | - |")
    if notes:
        print("\nNo figure:\n")
        for note in notes:
            print("-", " ".join(note.split()))
    print("\nAnswers, as sets, beside what was put into the tree:\n")
    for job, figures in by_job.items():
        measured = {name: of for name, of in figures.items() if of.found and not of.reason}
        wrong = [name for name, of in measured.items() if of.is_wrong()]
        same = [name for name in measured if name not in wrong and name != "in process"]
        if same:
            print(f"- {job}: equal: {', '.join(same)}" + (f"; NOT equal: {', '.join(wrong)}" if wrong else ""))
        elif wrong:
            print(f"- {job}: NOT equal: {', '.join(wrong)}")
    told = list(goals(by_job, whole)) if len(plan.paths()) == GOALS_FOR else []
    if told:
        print("\nGoals:\n")
        for goal in told:
            print("-", goal)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tree", type=Path, help="where the tree is made and kept (else thrown away)")
    parser.add_argument("--wezterm", help="the program `wezterm`")
    parser.add_argument("--rust-mcp", help="the program `rust-mcp-filesystem`")
    parser.add_argument("--npm-server", help="the folder of @modelcontextprotocol/server-filesystem, or its script")
    parser.add_argument("--runs", type=int, default=8, help="how often each does each job, at least 8 (default: 8)")
    parser.add_argument("--files", type=int, default=GOALS_FOR, help="how many files, at least 10000 (default: 100000)")
    parser.add_argument("--descriptors", type=int, default=1024, help="how many may be open (default: 1024)")
    parser.add_argument("--job", action="append", choices=list(JOBS), help="only this job; may be given several times")
    parser.add_argument(
        "--in-process",
        metavar="COMMAND",
        nargs="?",
        const="cargo bench -q -p filesystem --bench tree -- --json",
        help="prints the figures without a server as JSON lines; the tree is appended (default: %(const)s)",
    )
    args = parser.parse_args()
    if args.runs < 8:
        parser.error("fewer than 8 runs say too little")
    if args.files < 10_000:
        parser.error("fewer than 10,000 files say too little")

    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (args.descriptors, args.descriptors))
    except (ValueError, OSError) as error:
        parser.error(f"--descriptors {args.descriptors}: {error}")
    began = f"{os.getloadavg()[0]:.2f}"
    thrown_away = None if args.tree else tempfile.TemporaryDirectory(prefix="bench-tree-")
    plan = Plan(args.files)
    tree = plan.make((args.tree or Path(thrown_away.name)).resolve())
    missing = {}
    contestants = contestants_of(args, tree, plan, missing)
    if not contestants:
        raise SystemExit("there is nobody to measure")
    in_process = {}
    if args.in_process:
        try:
            in_process = without_server(args.in_process, tree)
        except (Missing, OSError, ValueError, KeyError) as error:
            missing["in process"] = str(error)

    by_job = {}
    for job in args.job or JOBS:
        expected = plan.expected(job)
        able = [each for each in contestants if not isinstance(each, Program) or job in each.jobs]
        measured = compare(job, able, expected, args.runs)
        if job in in_process:
            of = in_process[job]
            if of.found and of.found != f"{len(expected):,}" and job not in ("edit_file", "read_multiple_files"):
                of.found += f", WRONG: not {len(expected):,}"
            measured = {"in process": of} | measured
        by_job[job] = measured
    whole = {} if args.job else whole_run([each for each in contestants if isinstance(each, McpContestant)])
    for job in JOBS:
        by_job.setdefault(job, {})
    show(by_job, whole, missing, plan, began)
    ours = [figures[name] for figures in by_job.values() for name in ("wezterm", "in process") if name in figures]
    if any(of.is_wrong() for of in ours):
        raise SystemExit("an answer of wezterm's is wrong")


if __name__ == "__main__":
    main()
