"""The tree of 100,000 files that tools/bench_filesystem.py measures on, and what is a right answer to each of its jobs.

A plan is drawn with a fixed seed, so that it is the same on every machine; the files are made from it, and the answers
of all contestants are compared with it rather than with each other's.
"""

import hashlib
import json
import random
import sys

NEEDLE = "quokka_rendezvous_7741"
LARGE = "large/one-megabyte.txt"
READ_TOGETHER = 500
WORDS = "pane tab split mouse font glyph cursor scroll buffer escape colour key event module tool frame".split()
EXTENSIONS = {
    ".rs": 22, ".txt": 14, ".md": 12, ".py": 12, ".json": 10, ".toml": 6, ".c": 6, ".h": 6, ".html": 4, ".log": 4,
    ".tmp": 2, "": 2,
}  # fmt: skip


class Plan:
    """What is in the tree: the same on every machine, known without a look at the disk."""

    def __init__(self, files):
        draw = random.Random(6)
        self.folders = [""]
        while len(self.folders) < files // 100 - 1:
            parent = draw.choice(self.folders)
            if parent.count("/") < 6:
                name = f"{draw.choice(WORDS)}-{len(self.folders):03}"
                self.folders.append(f"{parent}/{name}".lstrip("/"))
        top = [folder for folder in self.folders if folder and "/" not in folder]
        deep = [folder for folder in self.folders if folder.count("/") == 2]
        self.ignored_top = set(top[1::8])
        self.without_html, self.with_logs = set(deep[:10]), set(deep[10:15])
        ignored = "".join(f"/{name}/\n" for name in sorted(self.ignored_top))
        self.ignore_files = {".gitignore": f"*.log\n*.tmp\n{ignored}"}
        for folder in self.without_html:
            self.ignore_files[f"{folder}/.gitignore"] = "*.html\n"
        for folder in self.with_logs:
            self.ignore_files[f"{folder}/.gitignore"] = "!*.log\n"

        self.lines = [" ".join(draw.choices(WORDS, k=draw.randint(3, 14))) for _ in range(1_000)]
        self.small = []
        for number in range(files - len(self.ignore_files) - 1):
            folder = draw.choice(self.folders)
            extension = draw.choices(list(EXTENSIONS), list(EXTENSIONS.values()))[0]
            word = "naïve name" if number % 997 == 0 else draw.choice(WORDS)
            path = f"{folder}/{word}_{number:05}{extension}".lstrip("/")
            self.small.append((path, draw.randrange(len(self.lines)), draw.randint(100, 3_700)))
        hiding = [number for number, file in enumerate(self.small) if self.is_ignored(file[0])]
        self.with_needle = set(hiding[:: len(hiding) // 2]) | set(range(files // 20, len(self.small), files // 8))

    def is_ignored(self, path):
        *folders, name = path.split("/")
        if folders and folders[0] in self.ignored_top:
            return True
        ignored = name.endswith((".log", ".tmp"))
        for depth in range(1, len(folders) + 1):
            folder = "/".join(folders[:depth])
            if folder in self.without_html and name.endswith(".html"):
                ignored = True
            if folder in self.with_logs and name.endswith(".log"):
                ignored = False
        return ignored

    def content(self, number):
        """The lines of a small file: a mark at either end, so that a shortened answer is seen as one."""
        _, line, size = self.small[number]
        lines = [f"<{number:06}> begins"]
        while size > 0:
            lines.append(self.lines[line % len(self.lines)])
            size -= len(lines[-1]) + 1
            line += 1
        if number in self.with_needle:
            lines.insert(len(lines) // 2, f"let {NEEDLE} = 1;")
            lines.insert(1, f"use {NEEDLE};")
        lines.append(f"<{number:06}> ends")
        return lines

    def large(self):
        lines, size = [], 0
        while size < 1_000_000:
            lines.append(f"line {len(lines):06}: {self.lines[len(lines) % len(self.lines)]}")
            size += len(lines[-1]) + 1
        return lines

    def paths(self):
        return [path for path, _, _ in self.small] + list(self.ignore_files) + [LARGE]

    def expected(self, job):
        """What a right answer to a job is, as a set."""
        kept = (lambda path: not self.is_ignored(path)) if job.endswith("_gitignore") else (lambda path: True)
        if job.startswith("search_files_content"):
            return {
                (self.small[number][0], at + 1)
                for number in self.with_needle
                if kept(self.small[number][0])
                for at, line in enumerate(self.content(number))
                if NEEDLE in line
            }
        if job.startswith("search_files"):
            return {path for path in self.paths() if path.endswith(".rs") and kept(path)}
        if job == "directory_tree":
            return set(self.paths()) | {f"{folder}/" for folder in [*self.folders, "large", ".git"] if folder}
        if job == "read_multiple_files":
            return {f"<{number:06}> {end}" for number in self.read_together() for end in ("begins", "ends")}
        return {"there", "back"}

    def read_together(self):
        return range(0, len(self.small), len(self.small) // READ_TOGETHER)[:READ_TOGETHER]

    def digest(self):
        told = json.dumps([self.small, sorted(self.with_needle), sorted(self.ignore_files.items()), self.lines])
        return hashlib.sha256(told.encode()).hexdigest()

    def make(self, base):
        """Makes the tree below `base` unless it is there already, and returns where it is."""
        tree, made = base / "files", base / "made.json"
        if made.exists():
            if json.loads(made.read_text()) != {"digest": self.digest()}:
                raise SystemExit(f"{base} holds another tree; remove it or name another folder")
            return tree
        if base.exists() and any(base.iterdir()):
            raise SystemExit(f"{base} holds something else, or half a tree; remove it or name another folder")
        print(f"making {len(self.paths()):,} files in {tree}", file=sys.stderr)
        for folder in [*self.folders, "large", ".git"]:
            (tree / folder).mkdir(parents=True, exist_ok=True)
        for number, (path, _, _) in enumerate(self.small):
            write(f"{tree}/{path}", "\n".join(self.content(number)) + "\n")
        for path, content in self.ignore_files.items():
            write(f"{tree}/{path}", content)
        write(f"{tree}/{LARGE}", "\n".join(self.large()) + "\n")
        made.write_text(json.dumps({"digest": self.digest()}))
        return tree


def write(path, content):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(content)
