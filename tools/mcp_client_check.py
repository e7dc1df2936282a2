#!/usr/bin/env python3
"""Calls every tool of the filesystem's MCP server with the official Python SDK, as a client that knows nothing of us.

    python3 -m venv /tmp/mcp && /tmp/mcp/bin/pip install 'mcp>=2'
    /tmp/mcp/bin/python tools/mcp_client_check.py -- target/debug/wezterm mcp serve filesystem --root {root}

A folder is prepared, {root} in the command stands for it, and it is removed in the end. Then come the handshake, the
list of tools, one sensible call of each by its listed name, the aliases, the names that other servers have for some
arguments, a path that leads out, a tool that there is not, and a call that is cancelled. Of each call: the arguments
fit the tool's inputSchema, structuredContent fits its outputSchema where it has one, the answer holds what it must, and
what should be on disk is there. A line is printed for each, and the counts at the end; the status is 1 where something
fails, where a tool is listed that the table does not know, or where one of the table is not listed.

With `--peer` another server is checked, by those of its tools that the table knows, and without the codes that are
ours: this shows that what is asked for is not peculiar to this project's server.
"""

import argparse
import base64
import hashlib
import json
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import anyio
import jsonschema
from mcp import ClientSession, StdioServerParameters, stdio_client

ANSWER_LIMIT_S = 60
HELLO = "first line\nsecond line\nthird line\n"
DOT_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MANY = 3_000
GIVE_UP = "notifications/cancelled"


class Failed(Exception):
    """A call whose outcome is not what it must be."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


def must(condition, otherwise):
    if not condition:
        raise Failed(otherwise)


def prepare(base):
    """The folder that the server is given, and a file beside it that it must not touch."""
    root = base / "root"
    for folder in ["inner/deep", "hollow", "twins", "sized", "many"]:
        (root / folder).mkdir(parents=True)
    texts = {
        "hello.txt": HELLO, "to-edit.txt": "alpha\nbeta\n", "to-move.txt": "moves\n", "to-copy.txt": "copied\n",
        "to-delete.txt": "goes\n", "old.txt": "same\nalpha\n", "new.txt": "same\nbeta\n", "inner/inner.txt": "inside\n",
        "inner/deep/needle.txt": "nothing\nthe needle is here\n",
        "twins/a.txt": "twin " * 20, "twins/b.txt": "twin " * 20, "sized/one.txt": "x" * 1_234,
    }  # fmt: skip
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    (root / "dot.png").write_bytes(DOT_PNG)
    (root / "dot2.png").write_bytes(DOT_PNG)
    for number in range(MANY):
        (root / "many" / f"{number:04}.txt").write_text(f"{number} ab" + "ab" * 100 + "\n")
    (base / "outside.txt").write_text("not for you\n")
    return root


def holds(path, text):
    """A look at the disk after a call: this file holds this text."""
    return lambda root: (root / path).is_file() and (root / path).read_text(encoding="utf-8") == text


def gone(path):
    return lambda root: not (root / path).exists()


def both(one, other):
    return lambda root: one(root) and other(root)


# The tools in the order in which they are called: name, arguments ({root} stands for the folder), what the answer must
# hold as a part of its text, its data or its media, and what must be on disk then.
TOOLS = [
    ("list_allowed_directories", {}, "root", None),
    ("read_text_file", {"path": "{root}/hello.txt"}, "second line", None),
    ("read_multiple_files", {"paths": ["{root}/hello.txt", "{root}/inner/inner.txt"]}, "inside", None),
    ("head_file", {"path": "{root}/hello.txt", "lines": 1}, "first line", None),
    ("tail_file", {"path": "{root}/hello.txt", "lines": 1}, "third line", None),
    ("read_file_lines", {"path": "{root}/hello.txt", "line_start": 2, "line_count": 1}, "second line", None),
    ("read_media_file", {"path": "{root}/dot.png"}, "image/png", None),
    ("read_multiple_media_files", {"paths": ["{root}/dot.png", "{root}/dot2.png"]}, "image/png", None),
    ("get_file_info", {"path": "{root}/sized/one.txt"}, "1234", None),
    (
        "hash_file",
        {"path": "{root}/hello.txt", "algorithm": "sha256"},
        hashlib.sha256(HELLO.encode()).hexdigest(),
        None,
    ),
    ("list_directory", {"path": "{root}"}, "hello.txt", None),
    ("list_directory_with_sizes", {"path": "{root}/sized"}, "one.txt", None),
    ("directory_tree", {"path": "{root}/inner"}, "needle.txt", None),
    ("search_files", {"path": "{root}", "pattern": "**/needle.*"}, "needle.txt", None),
    (
        "search_files_content",
        {"path": "{root}/inner", "pattern": "**/*.txt", "query": "needle is (here|there)", "is_regex": True},
        "needle.txt",
        None,
    ),
    ("write_file", {"path": "{root}/written.txt", "content": "written\n"}, "", holds("written.txt", "written\n")),
    (
        "edit_file",
        {"path": "{root}/to-edit.txt", "edits": [{"old_text": "beta", "new_text": "gamma"}]},
        "gamma",
        holds("to-edit.txt", "alpha\ngamma\n"),
    ),
    ("create_directory", {"path": "{root}/made"}, "", lambda root: (root / "made").is_dir()),
    (
        "move_file",
        {"source": "{root}/to-move.txt", "destination": "{root}/moved.txt"},
        "",
        both(holds("moved.txt", "moves\n"), gone("to-move.txt")),
    ),
    (
        "copy_path",
        {"source": "{root}/to-copy.txt", "destination": "{root}/copy.txt"},
        "",
        both(holds("copy.txt", "copied\n"), holds("to-copy.txt", "copied\n")),
    ),
    ("delete_path", {"path": "{root}/to-delete.txt", "permanently": True}, "", gone("to-delete.txt")),
    (
        "zip_files",
        {"input_files": ["{root}/hello.txt", "{root}/old.txt"], "target_zip_file": "{root}/files.zip"},
        "",
        lambda root: (root / "files.zip").is_file(),
    ),
    (
        "zip_directory",
        {"input_directory": "{root}/inner", "target_zip_file": "{root}/inner.zip"},
        "",
        lambda root: (root / "inner.zip").is_file(),
    ),
    ("list_archive", {"zip_file": "{root}/files.zip"}, "hello.txt", None),
    (
        "unzip_file",
        {"zip_file": "{root}/files.zip", "target_path": "{root}/unzipped"},
        "",
        lambda root: [path.read_text() for path in (root / "unzipped").rglob("hello.txt")] == [HELLO],
    ),
    ("find_duplicate_files", {"path": "{root}/twins"}, "b.txt", None),
    ("find_empty_directories", {"path": "{root}"}, "hollow", None),
    ("calculate_directory_size", {"path": "{root}/sized"}, "1234", None),
    ("diff_files", {"path1": "{root}/old.txt", "path2": "{root}/new.txt"}, "+beta", None),
]

# Other names of tools, which a server may list or not.
ALIASES = [
    ("read_file", {"path": "{root}/hello.txt"}, "second line", None),
    ("read_multiple_text_files", {"paths": ["{root}/hello.txt", "{root}/inner/inner.txt"]}, "inside", None),
    (
        "search_content",
        {"path": "{root}/inner", "pattern": "**/*.txt", "query": "needle", "is_regex": False},
        "needle.txt",
        None,
    ),
]

# The same tools with the names that other servers have for their arguments; an inputSchema may leave them out.
OTHER_ARGUMENTS = [
    ("read_file_lines", {"path": "{root}/hello.txt", "offset": 1, "limit": 1}, "second line", None),
    ("list_directory_with_sizes", {"path": "{root}/sized", "sortBy": "size"}, "one.txt", None),
    (
        "edit_file",
        {"path": "{root}/old.txt", "edits": [{"oldText": "alpha", "newText": "delta"}], "dryRun": True},
        "+delta",
        holds("old.txt", "same\nalpha\n"),
    ),
    ("find_duplicate_files", {"root_path": "{root}/twins"}, "b.txt", None),
    ("calculate_directory_size", {"root_path": "{root}/sized", "output_format": "bytes"}, "1234", None),
]


def filled_in(value, root):
    """Arguments with the folder's path in them."""
    if isinstance(value, str):
        return value.replace("{root}", str(root))
    if isinstance(value, list):
        return [filled_in(one, root) for one in value]
    if isinstance(value, dict):
        return {name: filled_in(one, root) for name, one in value.items()}
    return value


def as_sent(model):
    """A message of the SDK's as the JSON that travels."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


class Tap:
    """One of the two streams between the SDK and a server's pipes, which keeps what went through."""

    def __init__(self, stream):
        self.stream, self.seen = stream, []

    def keep(self, message):
        if hasattr(message, "message"):
            self.seen.append(as_sent(message.message))
        return message

    async def send(self, message):
        self.keep(message)
        await self.stream.send(message)

    async def receive(self):
        return self.keep(await self.stream.receive())

    def __aiter__(self):
        return self

    async def __anext__(self):
        return self.keep(await self.stream.__anext__())

    async def aclose(self):
        await self.stream.aclose()

    async def __aenter__(self):
        await self.stream.__aenter__()
        return self

    async def __aexit__(self, *why):
        return await self.stream.__aexit__(*why)

    def __getattr__(self, name):
        return getattr(self.stream, name)


class Checks:
    """What was called, and what came of it."""

    def __init__(self, session, root, peer):
        self.session, self.root, self.peer = session, root, peer
        self.passed = self.failed = 0
        self.tools = {}

    def say(self, name, problem, remark=""):
        if problem:
            self.failed += 1
            print(f"FAIL {name}: {problem}", flush=True)
        else:
            self.passed += 1
            print(f"ok   {name}{f' ({remark})' if remark else ''}", flush=True)

    async def attempt(self, name, check):
        """Runs one check, which returns its remark or raises."""
        try:
            with anyio.fail_after(ANSWER_LIMIT_S):
                self.say(name, None, await check())
        except (Failed, jsonschema.ValidationError) as error:
            self.say(name, error.message)
        except Exception as error:
            self.say(name, f"{type(error).__name__}: {error}")

    async def list(self):
        cursor = None
        while True:
            page = await self.page(cursor)
            self.tools |= {tool["name"]: tool for tool in page["tools"]}
            cursor = page.get("nextCursor")
            if not cursor:
                return

    async def page(self, cursor):
        if cursor is None:
            return as_sent(await self.session.list_tools())
        from mcp.types import PaginatedRequestParams

        return as_sent(await self.session.list_tools(params=PaginatedRequestParams(cursor=cursor)))

    def takes(self, name, arguments):
        """Whether a tool's inputSchema allows these arguments; that of an alias is not listed."""
        schema = self.tools.get(name, {}).get("inputSchema", True)
        return jsonschema.validators.validator_for(schema)(schema).is_valid(arguments)

    async def call_listed(self, name, *rest):
        """One call whose arguments must be those that the tool names, too."""
        must(self.takes(name, rest[0]), f"its inputSchema forbids {rest[0]}")
        return await self.call(name, *rest)

    async def call(self, name, arguments, wanted, on_disk):
        """One call of a tool that must succeed."""
        arguments = filled_in(arguments, self.root)
        told = self.tools.get(name)
        answer = as_sent(await self.session.call_tool(name, arguments))
        must(not answer.get("isError"), f"isError: {text_of(answer)[:300]}")
        must(answer.get("content"), "no content")
        schema, data = (told or {}).get("outputSchema"), answer.get("structuredContent")
        if schema:
            must(data is not None, "an outputSchema but no structuredContent")
            jsonschema.validators.validator_for(schema).check_schema(schema)
            jsonschema.validate(data, schema)
        must(self.peer or data is not None, "no structuredContent")
        everything = text_of(answer) + json.dumps(answer, ensure_ascii=False)
        must(wanted in everything, f"the answer lacks `{wanted}`: {everything[:300]}")
        must(on_disk is None or on_disk(self.root), "the disk is not as it should be after the call")
        return "fits its outputSchema" if schema else ("has data, no outputSchema" if data is not None else "text only")

    async def every_tool(self):
        """Calls all that the tables have; of a peer each tool that it lists, with the arguments that it takes."""
        for row in TOOLS + ALIASES:
            if not self.peer:
                await self.attempt(row[0], lambda: self.call_listed(*row))
            elif row[0] in self.tools:
                fits = next((one for one in [row, *OTHER_ARGUMENTS] if one[0] == row[0] and self.takes(*one[:2])), row)
                await self.attempt(row[0], lambda: self.call_listed(*fits))
        for row in [] if self.peer else OTHER_ARGUMENTS:
            named = " and ".join(name for name in row[1] if name not in ("path", "edits"))
            await self.attempt(f"{row[0]} with {named}", lambda: self.call(*row))

    async def outside(self):
        """A path that leads out of the folder is an error of the tool's, which the model can read."""
        for path in [self.root.parent / "outside.txt", self.root / ".." / "outside.txt"]:
            answer = as_sent(await self.session.call_tool("read_text_file", {"path": str(path)}))
            must(answer.get("isError"), f"{path} was read: {text_of(answer)[:200]}")
            must("not for you" not in json.dumps(answer), f"{path} was read with an error")
            must(self.peer or "outside_roots" in json.dumps(answer), f"not outside_roots: {text_of(answer)[:200]}")
        return "isError" if self.peer else "outside_roots"

    async def unknown(self):
        """A tool that there is not is an error, of the protocol or of the call."""
        try:
            answer = as_sent(await self.session.call_tool("no_such_tool", {}))
        except Exception as error:
            must("no_such_tool" in str(error) or "nknown" in str(error), f"{type(error).__name__}: {error}")
            return f"{error}"[:80]
        must(answer.get("isError"), "it was answered as if it were there")
        return text_of(answer)[:80]

    async def cancelled(self, sent, received):
        """A call that the client gives up gets no answer, and the server goes on; short waits first."""
        slow = ("search_files_content", {"query": "(a|b)+c", "is_regex": True})
        if slow[0] not in self.tools:
            slow = ("search_files", {})
        arguments = {"path": str(self.root), "pattern": "**/*"} | slow[1]
        answered = 0
        for attempt in range(12):
            before = len(sent.seen)
            patience = seconds(0.001 * 2 ** (attempt // 2))
            try:
                await self.session.call_tool(slow[0], arguments, read_timeout_seconds=patience)
                answered += 1
                continue
            except Exception as error:
                must("imed out" in str(error) or "imeout" in str(error), f"{type(error).__name__}: {error}")
            await self.call("list_allowed_directories", {}, "root", None)
            news = sent.seen[before:]
            number = next(message["id"] for message in news if message.get("method") == "tools/call")
            gave_up = [message["params"]["requestId"] for message in news if message.get("method") == GIVE_UP]
            must(gave_up == [number], f"the SDK gave up {gave_up} and not {number}")
            if not any(message.get("id") == number for message in received.seen if "method" not in message):
                return f"{slow[0]} without an answer, then the next call with one"
            answered += 1
        raise Failed(f"all {answered} calls were answered, cancelled or not")


def seconds(number):
    """A time as the SDK of this version wants it."""
    import inspect

    wanted = inspect.signature(ClientSession.call_tool).parameters["read_timeout_seconds"].annotation
    return timedelta(seconds=number) if "timedelta" in str(wanted) else number


def text_of(answer):
    return "".join(block.get("text", "") for block in answer.get("content", []))


async def check(command, root, complaints, peer):
    """Everything, in order; returns how much of it passed and failed."""
    server = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ), cwd=str(root))
    async with stdio_client(server, errlog=complaints) as (incoming, outgoing):
        received, sent = Tap(incoming), Tap(outgoing)
        async with ClientSession(received, sent) as session:
            checks = Checks(session, root, peer)
            with anyio.fail_after(ANSWER_LIMIT_S):
                hello = as_sent(await session.initialize())
                about = hello["serverInfo"]
                checks.say("initialize", None, f"{about['name']} {about.get('version')}, {hello['protocolVersion']}")
                await checks.list()
            known = {name for name, *_ in TOOLS + (ALIASES if peer else [])}
            strange = sorted(set(checks.tools) - known)
            absent = [] if peer else [name for name, *_ in TOOLS if name not in checks.tools]
            problem = f"not in the table: {strange}" if strange else f"not listed: {absent}" if absent else None
            checks.say("tools/list", problem, f"{len(checks.tools)} tools")
            await checks.every_tool()
            await checks.attempt("a path outside", checks.outside)
            await checks.attempt("a tool that there is not", checks.unknown)
            await checks.attempt("a call that is cancelled", lambda: checks.cancelled(sent, received))
            outside = (root.parent / "outside.txt").read_text()
            checks.say("the file outside is untouched", None if outside == "not for you\n" else "it was changed")
            return checks.passed, checks.failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", action="store_true", help="another server: only its tools, without our own codes")
    parser.add_argument("command", nargs="+", help="the server's command after `--`; {root} is the prepared folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mcp-check-") as base, tempfile.TemporaryFile("w+") as complaints:
        root = prepare(Path(base).resolve())
        try:
            passed, failed = anyio.run(check, filled_in(args.command, root), root, complaints, args.peer)
        except Exception as error:
            while isinstance(error, BaseExceptionGroup) and error.exceptions:
                error = error.exceptions[0]
            print(f"FAIL the connection: {type(error).__name__}: {error}")
            passed, failed = 0, 1
        if failed:
            complaints.seek(0)
            print(f"the server's standard error ends: {complaints.read()[-2000:]}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
