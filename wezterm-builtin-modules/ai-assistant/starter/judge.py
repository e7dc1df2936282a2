"""Says whether an answer of the starter model is right, by what tasks.toml says of its task.

`Judge.verdict` is all that callers need. A command is right if it has the form of the expected one or of one in
`accept` (`shape`), or, where the task is judged by running, if it prints and leaves the same (scratch.py).
"""

import collections
import concurrent.futures
import functools
import json
import os
import re
import sys
import tomllib
import typing

import scratch

HERE = os.path.dirname(os.path.abspath(__file__))
SLOT = re.compile(r"\{(\w+)\}")
FENCED = re.compile(r"```sh\n(.+)\n```\n(.+)")
CALL = re.compile(r"<tool_call>(.*)</tool_call>", re.DOTALL)

with open(os.path.join(HERE, "tasks.toml"), "rb") as _f:
    _read = tomllib.load(_f)
TASKS = {t["id"]: t for t in _read["task"]}
FALLBACK, SLOTS = _read["fallback"], _read["slots"]


def filled(template, values):
    """A template with the slots' values in it; a slot without a value stays."""
    return SLOT.sub(lambda m: values.get(m.group(1), m.group(0)), template)


def answer(task, values):
    """The one answer to a task (None: none of them) with these values."""
    if task is None:
        return FALLBACK
    t = TASKS[task]
    if t["family"] == "tool":
        arguments = {key: filled(value, values) for key, value in t["arguments"].items()}
        return "<tool_call>%s</tool_call>" % json.dumps({"name": t["tool"], "arguments": arguments}, ensure_ascii=False)
    if t["family"] == "explain":
        return filled(t["explain"], values)
    return "```sh\n%s\n```\n%s" % (filled(t["command"], values), filled(t["explain"], values))


def command_of(text):
    """The command line of an answer; None where it is no command and explanation."""
    m = FENCED.fullmatch(text)
    return m and m.group(1)


@functools.cache
def template(text):
    """A pattern of all that a template can become; the same slot has the same value everywhere."""
    seen, parts = set(), SLOT.split(text)
    for i in range(1, len(parts), 2):
        parts[i] = "(?P=%s)" % parts[i] if parts[i] in seen else seen.add(parts[i]) or "(?P<%s>.+)" % parts[i]
    return re.compile("".join(p if i % 2 else re.escape(p) for i, p in enumerate(parts)), re.DOTALL)


def tasks_of(command):
    """The tasks whose command, or one of equal right, this can be."""
    return {t["id"] for t in TASKS.values() for c in (t.get("command"), *t.get("accept", [])) if c and template(c).fullmatch(command)}


def values_of(task, text):
    """The slots' values in an answer or a command of the task; None if it is none."""
    sample = answer(task, {}) if text.startswith(("```", "<tool_call>")) or "command" not in TASKS[task] else TASKS[task]["command"]
    m = template(sample).fullmatch(text)
    return m and m.groupdict()


# --- The shape of a command ---------------------------------------------------------------------

OPERATORS = "|&;<>()"


def tokens(line):
    """The words and operators of a line; None where a quote is left open.

    Quotes are taken off. A sign that a shell would have read without them has a NUL before it, so that `'*.rs'`
    and `*.rs` differ. An operator begins with a SOH.
    """
    found, word, i = [], None, 0
    while i < len(line):
        c = line[i]
        if c == "'":
            end = line.find("'", i + 1)
            if end < 0:
                return None
            word = (word or "") + re.sub(r"([$`*?\[~])", "\0\\1", line[i + 1:end])
            i = end
        elif c == '"':
            word, i = word or "", i + 1
            while i < len(line) and line[i] != '"':
                if line[i] == "\\" and line[i + 1:i + 2] in ("$", "`", '"', "\\"):
                    i += 1
                    word += "\0" + line[i] if line[i] in "$`" else line[i]
                else:
                    word += "\0" + line[i] if line[i] in "*?[~" else line[i]
                i += 1
            if i == len(line):
                return None
        elif c == "\\" and i + 1 < len(line):
            i += 1
            word = (word or "") + ("\0" + line[i] if line[i] in "$`*?[~" else line[i])
        elif c.isspace():
            if word is not None:
                found.append(word)
            word = None
        elif c in OPERATORS:
            end = i
            while end < len(line) and line[end] in OPERATORS:
                end += 1
            number = word if word and word.isdigit() and c in "<>" else ""
            if word is not None and not number:
                found.append(word)
            found.append("\1" + number + line[i:end])
            word, i = None, end - 1
        else:
            word = (word or "") + c
        i += 1
    return found if word is None else [*found, word]


# For each program whose options may be written in more than one way: the letters that take an argument, and its
# long options by their letter. `!`: words behind the first one belong to another program. `R=r`: the same letter.
OPTIONS = {
    "ls": "; all=a almost-all=A human-readable=h recursive=R reverse=r", "rm": "; recursive=r R=r force=f", "cp": "; recursive=r R=r archive=a",
    "mv": "; force=f", "mkdir": "m; parents=p mode=m", "ln": "; symbolic=s force=f", "cat": "; number=n", "wc": "; lines=l words=w bytes=c",
    "grep": "emABCf; recursive=r line-number=n ignore-case=i invert-match=v count=c files-with-matches=l regexp=e word-regexp=w",
    "head": "nc; lines=n bytes=c", "tail": "nc; lines=n follow=f bytes=c", "sort": "kto; numeric-sort=n reverse=r unique=u human-numeric-sort=h",
    "uniq": "; count=c", "cut": "dfcb; delimiter=d fields=f", "diff": "; unified=u recursive=r", "split": "lbn; lines=l bytes=b",
    "gzip": "; decompress=d keep=k best=9 stdout=c", "gunzip": "; keep=k stdout=c", "du": "d; summarize=s human-readable=h max-depth=d all=a",
    "df": "; human-readable=h", "free": "; human=h mebi=m", "lsblk": "; fs=f", "chmod": "; recursive=R", "chown": "; recursive=R",
    "tar": "fC; extract=x get=x create=c list=t gzip=z xz=J verbose=v file=f directory=C", "zip": "; recurse-paths=r", "unzip": "d",
    "curl": "oHXdu; location=L output=o remote-name=O head=I silent=s", "wget": "OP; output-document=O", "ping": "cWi; count=c",
    "pgrep": "u; list-full=a", "fuser": "; kill=k verbose=v mount=m", "lsof": "ip", "nc": "w", "ss": "; tcp=t udp=u listening=l processes=p numeric=n",
    "journalctl": "unp; unit=u follow=f priority=p lines=n dmesg=k pager-end=e catalog=x boot=b", "usermod": "Gs; append=a groups=G",
    "gpasswd": "ad; add=a", "useradd": "sg; create-home=m shell=s", "userdel": "; remove=r", "groups": "", "id": "; user=u name=n groups=G",
    "ssh": "!piLlNo", "ssh-keygen": "tbRfC", "scp": "Pi", "rsync": "e; archive=a verbose=v compress=z human-readable=h",
    "python3": "!m", "python": "!m", "watch": "!n; interval=n", "crontab": "; edit=e", "file": "", "stat": "c; format=c",
    "dmesg": "; human=H ctime=T", "sed": "e; in-place=i quiet=n silent=n expression=e", "dpkg": "; install=i list=l configure=",
    "git status": "; short=s", "git diff": "", "git add": "; all=A", "git commit": "m; message=m all=a", "git branch": "; all=a delete=d move=m force=f",
    "git switch": "c; create=c", "git checkout": "b", "git log": "n; max-count=n patch=p", "git push": "; set-upstream=u force=f delete=d",
    "git clean": "; force=f", "git rebase": "; interactive=i", "git reset": "", "git restore": "; staged=S worktree=W", "git rm": "; force=f",
    "git tag": "am; annotate=a message=m", "git remote": "; verbose=v", "git stash": "; include-untracked=u", "git merge": "", "git pull": "; rebase=r", "git fetch": "",
    "docker ps": "; all=a quiet=q", "docker run": "!pvn; detach=d interactive=i tty=t publish=p", "docker exec": "!u; interactive=i tty=t",
    "docker build": "tf; tag=t file=f", "docker logs": "; follow=f", "docker rm": "; force=f", "docker rmi": "; force=f", "docker system": "; all=a force=f",
    "apt install": "; yes=y assume-yes=y", "apt remove": "; yes=y assume-yes=y", "apt upgrade": "; yes=y assume-yes=y", "apt list": "",
    "apt-get install": "; yes=y assume-yes=y", "apt-get remove": "; yes=y assume-yes=y", "dnf install": "; assumeyes=y", "pip install": "r; requirement=r", "pip3 install": "r; requirement=r",
}


@functools.cache
def options_of(program):
    """Where options end, the letters with an argument, and the letter for each other name."""
    taking, _, same = OPTIONS[program].partition(";")
    return taking.startswith("!"), taking.lstrip("!"), dict(s.partition("=")[::2] for s in same.split())


def arranged(words):
    """One program's words with its options split, in their short form and in order."""
    start = ("sudo",) if words[:1] == ["sudo"] and len(words) > 1 and words[1][0] != "-" else ()
    words = words[len(start):]
    program = next((p for p in (" ".join(words[:2]), " ".join(words[:1])) if p in OPTIONS), None)
    if program is None:
        return start + tuple(words)
    ends, taking, same = options_of(program)
    rest, i, found, others = words[len(program.split()):], 0, set(), []
    if program == "tar" and rest and re.fullmatch("[A-Za-z]+", rest[0]):
        rest[0] = "-" + rest[0]

    def argument(inline):
        nonlocal i
        if inline:
            return inline
        i += 1
        return rest[i] if i < len(rest) else None

    while i < len(rest):
        word = rest[i]
        if word == "--":
            others += rest[i:]
            break
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            letter = same.get(name)
            if letter:
                found.add((letter, value if equals else argument("") if letter in taking else None))
            else:
                found.add((word, None))
        elif word.startswith("-") and len(word) > 1:
            if word[1:].isdigit() and "n" in taking:
                found.add(("n", word[1:]))
            elif not word[1:].isalnum() and not (word[1] in taking and word[1].isalpha()):
                found.add((word, None))
            else:
                for at, letter in enumerate(word[1:], 2):
                    if letter in taking:
                        found.add((letter, argument(word[at:])))
                        break
                    found.add((same.get(letter, letter), None))
        elif ends:
            others += rest[i:]
            break
        else:
            others.append(word)
        i += 1
    return (*start, program, tuple(sorted(found, key=str)), tuple(others))


@functools.cache
def shape(line):
    """A command line without what makes no difference: quotes, the order of options, their long or short form."""
    found = tokens(line)
    if not found:
        return line
    parts, words = [], []
    for token in [*found, "\1"]:
        if token.startswith("\1"):
            parts += [arranged(words) if words else (), token]
            words = []
        else:
            words.append(token)
    return tuple(parts)


# --- What destroys ------------------------------------------------------------------------------

def programs(line):
    """The words of every program that a line runs, those of find, xargs, ssh and `bash -c` too, and its operators."""
    words, found = [], tokens(line)
    for token in [*(found if found is not None else line.split()), "\1"]:
        if not token.startswith("\1"):
            words.append(token)
            continue
        while words and (words[0] in ("sudo", "do", "then", "else", "time", "nohup", "exec", "!", "{") or re.fullmatch(r"\w+=.*", words[0])):
            words = words[1:]
        while words:
            yield words
            inner = next((i for i, w in enumerate(words) if i and (w in ("-exec", "-execdir", "-ok") or words[0] in ("xargs", "watch") and not w.startswith("-"))), None)
            if words[0] in ("ssh", "bash", "sh", "eval", "watch") and " " in words[-1]:
                yield from programs(words[-1])
            if inner is None:
                break
            words = words[inner + (words[0] not in ("xargs", "watch")):]
        words = []
        yield [token]


ALWAYS = set("rm rmdir unlink shred srm wipe dd wipefs fdisk parted kill pkill killall xkill truncate userdel deluser groupdel shutdown poweroff reboot "
             "halt mkswap dos2unix".split())
# By the first words; the second part has to be found among the others.
SOMETIMES = [
    ("find", r"-delete"), ("fuser", r"-\w*k\w*|--kill"), ("sed", r"-\w*i\S*|--in-place\S*"), ("perl", r"-\w*i\S*"), ("git reset", r"--hard"),
    ("git clean", r"-\w*f\w*|--force"), ("git checkout", r"--|\.|-f|\S*[./]\S*"), ("git restore", r"(?!--staged)\S+"), ("git branch", r"-[dD]|--delete"),
    ("git push", r"-\w*[fd]\w*|--force\S*|--delete|:\S+|\+\S+|--mirror|--prune"), ("git stash", r"drop|clear"), ("git tag", r"-d|--delete"),
    ("docker", r"rm|rmi|stop|kill|prune|down"), ("docker-compose", r"down|rm|kill|stop"), ("systemctl", r"stop|kill|poweroff|reboot|halt|mask"),
    ("apt", r"remove|purge|autoremove"), ("apt-get", r"remove|purge|autoremove"), ("dpkg", r"-r|-P|--purge|--remove"), ("dnf", r"remove|erase|autoremove"),
    ("yum", r"remove|erase"), ("pacman", r"-R\w*"), ("pip", r"uninstall"), ("npm", r"uninstall|remove"), ("service", r"stop"), ("ssh-keygen", r"-R"),
    ("journalctl", r"--vacuum\S*|--rotate"), ("crontab", r"-r"), ("tee", r"(?!-a$|--append$)\S+"), ("init", r"[06]"), ("rsync", r"--delete\S*"), ("gzip", r"-\w*f\w*"),
]


def destroys(line):
    """Does a line remove, overwrite or stop something?"""
    after = None
    for words in programs(line):
        if after and words[0] not in ("/dev/null", "/dev/stdout", "/dev/stderr"):
            return True
        after = re.fullmatch("\1[0-9&]*>\\|?", words[0])
        if words[0] in ALWAYS or words[0].startswith("mkfs"):
            return True
        for start, rest in SOMETIMES:
            first = start.split()
            if words[:len(first)] == first and any(re.fullmatch(rest, w) for w in words[len(first):]):
                # What is only unstaged is not lost.
                if not (start == "git restore" and "--staged" in words and "--worktree" not in words):
                    return True
    return False


# --- The verdict --------------------------------------------------------------------------------

class Verdict(typing.NamedTuple):
    right: bool
    how: str  # right: exact, form, run, json; wrong: what it is instead
    judged: str  # by what it was judged: run, form, explanation, tool call, outside
    destroying: str = ""  # wrong: it destroys by another task, or by this one with wrong values
    explained: bool = True  # a right command has its own explanation behind it


class Judge:
    """Judges answers; without a sandbox, or where running shows nothing, commands are judged by their form."""

    def __init__(self, running=True):
        self.running = running and scratch.sandbox() is not None
        self.unfit = set()
        self.last = None, None, None

    def verdict(self, task, values, text):
        """Judge an answer to a question of that task (None: none of them), whose slots have these values."""
        expected, given = answer(task, values), command_of(text)
        t = TASKS.get(task, {"family": None})
        judged = {None: "outside", "explain": "explanation", "tool": "tool call"}.get(t["family"]) or t["judge"]
        if text == expected:
            return Verdict(True, "exact", judged)
        if judged == "tool call":
            if same_call(text, expected):
                return Verdict(True, "json", judged)
        elif given is not None and judged in ("run", "form"):
            how = self.equal(task, values, given)
            if how:
                return Verdict(True, how, judged, explained=text.endswith("\n```\n" + filled(t["explain"], values)))
        return Verdict(False, self.instead(t, text, given), judged, self.destroying(t, given))

    def equal(self, task, values, given):
        """How a command is as good as the task's; None if it is not."""
        t = TASKS[task]
        right = [filled(c, values) for c in (t["command"], *t.get("accept", []))]
        if given in right:
            return "exact" if given == right[0] else "form"
        if shape(given) in map(shape, right):
            return "form"
        if t["judge"] == "run" and self.running and self.same_effect(t, values, right[0], given):
            return "run"
        return None

    def same_effect(self, t, values, expected, given):
        """Do both print the same, leave the same and end alike? False where that would show nothing."""
        if destroys(given) and not destroys(expected):
            return False
        place, wanted = self.outcome(t["id"], tuple(sorted(values.items())), expected)
        got = place and place.outcome(given)
        if not got:
            return False
        same = sorted if re.match(r"(?:find|grep -r|du)\b(?!.*\|)", expected) else list
        return same(wanted[0].splitlines()) == same(got[0].splitlines()) and wanted[1:] == got[1:]

    def outcome(self, task, values, line):
        """The task's tree, and what the expected command does there; None and None where running shows nothing."""
        if self.last[0] != (task, values):
            if self.last[1]:
                self.last[1].close()
            place = found = None
            try:
                place = scratch.Scratch(TASKS[task], dict(values), filled)
                found = place.outcome(line)
                if not place.shows(found):
                    place.close()
                    place = None
            except scratch.Unfit:
                pass
            if place is None:
                self.unfit.add(task)
            self.last = (task, values), place, found
        return self.last[1:]

    def close(self):
        if self.last[1]:
            self.last[1].close()
        self.last = None, None, None

    def destroying(self, t, given):
        if given is None or not destroys(given):
            return ""
        return "wrong values" if t.get("destructive") and t["id"] in tasks_of(given) else "not asked for"

    def instead(self, t, text, given):
        """In what way an answer is wrong."""
        if text == FALLBACK:
            return "declined"
        if t["family"] is None:
            return "answered"
        if t["family"] == "explain" and template(t["explain"]).fullmatch(text):
            return "right task, wrong name"
        if t["family"] == "tool" and text.startswith("<tool_call>"):
            return "right tool, wrong argument" if '"%s"' % t["tool"] in text else "wrong tool"
        if given is None:
            return "wrong kind of answer"
        return "right task, wrong name" if t["id"] in tasks_of(given) else "wrong task"


def same_call(text, expected):
    try:
        given, wanted = (json.loads(CALL.fullmatch(x.strip()).group(1)) for x in (text, expected))
    except (AttributeError, ValueError):
        return False
    return given == wanted


# --- The self-check -----------------------------------------------------------------------------

def planted(task, values):
    """Wrong answers to a question of that task."""
    t = TASKS.get(task)
    explain = "Deletes the file; there is no way back."

    def shell(command):
        return "```sh\n%s\n```\n%s" % (command, explain)

    for other in ("ls", "rm -rf *", "git reset --hard"):
        yield shell(other)
    yield from ("", "ls", "```sh\nls\n```", "I am not sure.", "<tool_call>{}</tool_call>", '<tool_call>{"name": "run", "arguments": {}}</tool_call>')
    if t is None:
        return
    yield FALLBACK
    ids = list(TASKS)
    for step in (3, 17, 111):
        other = ids[(ids.index(task) + step) % len(ids)]
        yield answer(other, {s: SLOTS[s]["sample"] for s in SLOTS})
    right = answer(task, values)
    body = command_of(right) or right
    yield right[:-1]
    if t["family"] not in ("explain", "tool"):
        yield body
        yield "Sure! " + right
    for slot, value in values.items():
        other = str(int(value) + 1) if value.isdigit() else value + "x"
        yield answer(task, {**values, slot: other})
        for second in values:
            if second > slot and values[second] != value:
                yield answer(task, {**values, slot: values[second], second: value})
    if len(body.split()) > 1 and t["family"] not in ("explain", "tool"):
        yield shell(" ".join(body.split()[:-1]))
        yield shell(body + "; echo extra")
        yield shell(body + "; rm -rf ./*")


def checked(row):
    """Judge the right answers to one question, and planted wrong ones where `plant`; returns the faults and counts."""
    task, values, plant = row
    t, right, judge = TASKS.get(task, {}), answer(task, values), Judge()
    faults, counts = [], collections.Counter(asked=1)
    commands = [filled(c, values) for c in ([t["command"], *t.get("accept", [])] if "command" in t else [])]
    equal = [right, *("```sh\n%s\n```\n%s" % (c, filled(t["explain"], values)) for c in commands)]
    faults += ["%s: a right answer is judged wrong: %r" % (task, x) for x in equal if not judge.verdict(task, values, x).right]
    if t.get("judge") == "run" and judge.running:
        ran = judge.outcome(task, tuple(sorted(values.items())), commands[0])[0] is not None
        counts["runnable"], counts["run"] = 1, int(ran)
        # The command as if it were unknown must have its own effect again.
        if ran and not judge.same_effect(t, values, commands[0], commands[0]):
            faults.append("%s: run twice, the command differs from itself" % task)
        if ran and plant:
            counts["unlike"] = sum(not judge.same_effect(t, values, commands[0], c) for c in commands[1:])
    shapes = list(map(shape, commands))
    for text in dict.fromkeys(planted(task, values) if plant else ()):
        if text != right and shape(command_of(text) or "") not in shapes:
            counts["wrong"] += 1
            if judge.verdict(task, values, text).right:
                faults.append("%s: a wrong answer is judged right: %r" % (task, text))
    judge.close()
    return faults, counts, judge.unfit


def self_check(rows, jobs):
    """Judge the expected answers of these rows and of every task, and planted wrong ones; returns the faults."""
    print("sandbox: %s" % (scratch.sandbox() or "none, so everything is judged by form"))
    firsts, faults, counts, unfit = {}, [], collections.Counter(), set()
    for task, values in rows:
        firsts.setdefault(task, values)
    for t in TASKS:
        firsts.setdefault(t, {s: SLOTS[s]["sample"] for s in SLOT.findall(answer(t, {}))})
    rows = [*((t, v, True) for t, v in firsts.items()), *((t, v, False) for t, v in rows if v is not firsts[t])]
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        for i, (found, more, without) in enumerate(pool.map(checked, rows)):
            faults += found
            counts += more
            unfit |= without
            if sys.stderr.isatty():
                print("%d of %d" % (i + 1, len(rows)), end="\r", file=sys.stderr)
    for t in TASKS.values():
        sample = filled(t.get("command", ""), {s: SLOTS[s]["sample"] for s in SLOTS})
        if t.get("destructive") and not destroys(sample):
            faults.append("%s: not seen as destructive: %s" % (t["id"], sample))
    print("expected answers: %(asked)d, of which %(run)d of %(runnable)d were run twice" % counts)
    print("planted wrong answers: %(wrong)d; commands of equal right with another effect: %(unlike)d" % counts)
    print("judged right or wrong in error: %d" % len(faults))
    if unfit:
        print("judged by form, since running shows nothing: %s" % " ".join(sorted(unfit)))
    return faults
