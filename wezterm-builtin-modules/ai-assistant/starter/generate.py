#!/usr/bin/env python3
"""Draws training samples for the starter model: one question, one answer.

`sample(rng)` gives a question as somebody may type it, whether tools are offered, and the answer in
one of its four forms (see the head of tasks.toml): a fenced command and one line of explanation, one
sentence about a command, a tool call, or one fixed sentence where the question is none of the tasks.
The answers come from tasks.toml, the wordings from wordings*.py and chatter.py, the slots' values
from slots.py. Run it to print a few samples.
"""

import argparse
import collections
import json
import os
import random
import re
import tomllib

import chatter
import slots
import wordings
import wordings_files
import wordings_system

HERE = os.path.dirname(os.path.abspath(__file__))
# Of all samples: those of no task, and those in whose prompt tools are offered.
FALLBACK_SHARE = 0.16
TOOL_SHARE = 0.07
TOOLS_FOR_NOTHING = 0.06

Sample = collections.namedtuple("Sample", "task question answer tools")

# --- The answers ------------------------------------------------------------------------------

SLOT = re.compile(r"\{(\w+)\}")
with open(os.path.join(HERE, "tasks.toml"), "rb") as _f:
    _read = tomllib.load(_f)
TASKS = {t["id"]: t for t in _read["task"]}
FALLBACK = _read["fallback"]
SLOTS = _read["slots"]
TOOL_TASKS = {t["id"]: t for t in _read["task"] if t["family"] == "tool"}


def filled(template, values):
    """A template with the slots' values in it."""
    return SLOT.sub(lambda m: values[m.group(1)], template)


def call(task, values):
    """The tool call of a task, as one line."""
    arguments = {key: filled(value, values) for key, value in task["arguments"].items()}
    return "<tool_call>%s</tool_call>" % json.dumps({"name": task["tool"], "arguments": arguments}, ensure_ascii=False)


def answer(task, values):
    """The one answer to a task with these values."""
    t = TASKS[task]
    if t["family"] == "tool":
        return call(t, values)
    if t["family"] == "explain":
        return filled(t["explain"], values)
    return "```sh\n%s\n```\n%s" % (filled(t["command"], values), filled(t["explain"], values))


def slots_of(task):
    """The slots that a question of this task has to name, in order."""
    t = TASKS[task]
    if t["family"] == "tool":
        return slots_of(t["sibling"])
    texts = [t.get("asked", ""), t.get("command", ""), t.get("explain", "")]
    return list(dict.fromkeys(s for text in texts for s in SLOT.findall(text)))


RUN = re.compile(r"[A-Za-z0-9]+")


def lexicon():
    """Every run of letters or of digits that may stand in a command without standing in the question."""
    runs = {run for t in TASKS.values() for run in RUN.findall(SLOT.sub(" ", t.get("command", "")))}
    runs |= {run for ext in slots.KINDS for run in RUN.findall(ext)}
    return sorted(runs | {str(n) for n in slots.NUMBER_WORDS.values()})


# --- The grammar ------------------------------------------------------------------------------

def compile_line(text, macros):
    """Turn `{a|b}` and `@macro` into nested lists: a tuple is a choice, a list a sequence."""
    text = re.sub(r"@([A-Za-z]+1?)", lambda m: macros[m.group(1)] if m.group(1) in macros else m.group(0), text)
    if re.search(r"@[A-Za-z]", re.sub(r"\{\}", "", text)) and any("@" + m in text for m in macros):
        return compile_line(text, macros)
    position = 0

    def sequence(stop):
        nonlocal position
        options, items, plain = [], [], ""
        while position < len(text):
            c = text[position]
            position += 1
            if c == "{" and text[position] == "}":
                plain, position = plain + "{}", position + 1
            elif c == "{":
                if plain:
                    items.append(plain)
                items.append(sequence(True))
                plain = ""
            elif c == "|" and stop:
                options.append(items + [plain])
                items, plain = [], ""
            elif c == "}" and stop:
                options.append(items + [plain])
                return tuple(options)
            else:
                plain += c
        assert not stop, text
        return items + [plain]

    return sequence(False)


def expand(r, node):
    """One random expansion of a compiled line."""
    if isinstance(node, str):
        return node
    if isinstance(node, tuple):
        return expand(r, r.choice(node))
    return "".join(expand(r, n) for n in node)


MODULES = (wordings, wordings_files, wordings_system)
CHATTER = [compile_line(line, chatter.MACROS) for line in chatter.CHATTER.split("\n")[1:-1]]


NEAR = [compile_line(line, {**wordings.MACROS, **chatter.MACROS}) for line in chatter.NEAR.split("\n")[1:-1]]


def compile_module(module):
    """The compiled wordings of a module's tasks, each with its kind."""
    macros = {**wordings.MACROS, **getattr(module, "MACROS", {})}
    compiled = {}
    for task, kinds in getattr(module, "W", {}).items():
        lines = [(kind, line.strip()) for kind, text in kinds.items() for line in text.split("\n") if line.strip()]
        compiled[task] = [(kind, compile_line(line, macros)) for kind, line in lines]
    return compiled


WORDINGS = {task: lines for module in MODULES for task, lines in compile_module(module).items() if task in TASKS}

OPENINGS = {
    "do": """how do I |how do I |how do I |how can I |how can I |how to |how to |how do you |how would I |how could I |how should I |how might I |how does one |\
what's the command to |what is the command to |what command do I use to |which command do I use to |what command will |which command can |which command would |\
what command can I use to |which command lets me |what's the best way to |what is the easiest way to |what's the quickest way to |quick way to |easy way to |\
what is a good way to |is there a way to |is there a command to |is there a quick way to |show me how to |tell me how to |explain how to |teach me to |please |please |\
please |can you |can you |could you |could you please |can you please |would you |will you |can I |can we |could I |I want to |I want to |I'd like to |I would like to |I need to |I need to |\
I have to |I must |I'm trying to |I am trying to |I wish to |I want you to |I need you to |we need to |help me |help me |help me to |let me |let us |let's |trying to |want to |need to |need a command to |\
give me a command to |give me the command to |I need a command to |I'm looking for a command to |command to |command that will |a command to |a way to |one-liner to |bash command to |\
shell command to |terminal command to |linux command to |could you tell me how to |can you tell me how to |can you show me how to |do you know how to |what do I type to |what should I type to |\
what do I run to |what would I type to |what should I run to |what must I enter to |I forgot how to |remind me how to |anyone know how to |in bash, how do I |on linux, how do I |how on linux do I |\
from the terminal, how can I |in the terminal, |how exactly do I |what's the way to |what is the right command to |what is the proper way to |how do we |how am I supposed to |what can I do to |go and |just |now |next, |simply |\
please help me |what's the syntax to |in the shell, how do I |tell the computer to |my goal is to |I'd love to |I should |may I ask how to |would you mind telling me how to |I don't know how to |\
||||||||||||||||""".split("|"),
    "ing": """what's the command for |what is the command for |command for |I need help |help with |what is the best way of |any way of |how about |what's a good way of |\
I need a command for |give me a command for |one-liner for |how does one go about |how do I go about |what do I use for |what is the tool for |the command for |shell command for |what about |which command is for |\
which command is right for |what command is there for """.split("|"),
    "ask": """||||||||||||can you tell me |could you tell me |tell me |please tell me |I want to know |I'd like to know |how do I find out |how can I find out |how do I see |how can I see |how do I check |\
find out |show me |do you know |any idea |I wonder |hey, |quick question: |what command tells me |which command shows me |I need to know |help me find out |what command shows |how do I know |how do I tell """.split("|"),
    "key": """||||||||||||||||command for |command: |cmd for |how to |need |linux |bash |shell: |what's the command for |what is the command for |one-liner for |give me the command for |terminal command for |\
the command for |need the command for |shell command: |cli: |quick: |how about |i need |""".split("|"),
}
GREETINGS = "hey, |hi, |hello, |hi! |hello! |ok, |okay, |so, |so |quick question: |question: |well, |hey |sorry, |now, |excuse me, |good morning, |yo, |um, |I'm on linux, |I forgot, |for a script: |just wondering, |a question: |please, |dear assistant, |hey there, |\
I am new to linux. |I'm a beginner, |one more thing: |also, |then |and |first, |finally, |next, |help! |tell me: |ok so |right, |alright, |for a script I need to know, |again: ".split("|")
CLOSINGS = """ please| please|, please|, please| thanks|, thanks| thank you|, thank you| in the terminal| in a terminal| from the command line| on the command line| with a command| on linux| in linux| in bash|\
 in the shell| from the shell| from the terminal| using the shell| for me| right now| quickly| in one command| with one command| with a single command| on this machine| pls| thx| :)| in a shell| on ubuntu| on my machine|\
 using the command line| with the terminal| now| easily| on my computer| via the command line| on the shell| at the prompt| with standard tools|\
, how?|, how do I do that?| - how do I do that?|: how?|, what's the command?| - what's the command?|: what is the command?|, any ideas?|, what should I type?| without a GUI| without installing anything|, if possible| if you can|\
 as a one-liner|, what do I type?|, is that possible?| - is there a command for that?|, which command does that?|. How?|. How do I do that?|. What is the command?|. Thanks| somehow|, command please|, just the command|; how|\
, which command?| with one line| at once| as fast as possible| on debian| on my server| on this server| in zsh| with a shell command| using a command| from the prompt| via terminal| with the shell| using bash""".split("|")
DOUBLED = set("get put cut zip unzip tar untar run stop grep set scan dig log quit end trim sum let nuke rm drop strip wrap dedup swap shut hop flip ship split plan commit tag pop forget begin scp rebut nap".split()) - {"end", "nuke", "log"}
IRREGULAR = {"log": "logging", "rm": "removing", "cp": "copying", "mv": "moving", "mkdir": "making", "ls": "listing", "tie": "tying", "be": "being", "see": "seeing", "dl": "downloading"}


def gerund(phrase):
    """The verb phrase with its first verb in the -ing form."""
    verb, _, rest = phrase.partition(" ")
    if not re.fullmatch("[a-z]+", verb) or verb.endswith("ly"):
        return None
    if verb in IRREGULAR:
        verb = IRREGULAR[verb]
    elif verb in DOUBLED:
        verb += verb[-1] + "ing"
    elif verb.endswith("e") and not verb.endswith("ee"):
        verb = verb[:-1] + "ing"
    else:
        verb += "ing"
    return verb + " " + rest


# --- The slots --------------------------------------------------------------------------------

def archive_base(r):
    """The name of an archive, with or without a path, before its extension."""
    base = slots.name(r) if r.random() < 0.65 else slots.directory(r).strip("./~") or "site"
    return "~/" + base if r.random() < 0.05 else base


def text_to_find(r):
    return slots.phrase(r) if r.random() < 0.08 else slots.text(r)


def place(r):
    return slots.file(r) if r.random() < 0.55 else slots.directory(r)


def named_directory(r):
    """A directory that has a name of its own."""
    while True:
        found = slots.directory(r)
        if found not in ("..", "~", "/"):
            return found


# What makes a value, by the kind of the slot or what the task says that the slot is.
MAKERS = {
    "file": slots.file, "a file name without a path": slots.filename, "directory": slots.directory, "extension": slots.extension,
    "path": place, "text": text_to_find, "number": slots.number, "port": slots.port, "mode": slots.mode, "process": slots.process,
    "program": slots.program, "environment variable": slots.variable, "command": slots.command, "user": slots.user,
    "group": slots.group, "host": slots.host, "a bare name": slots.host_name, "url": slots.url, "repository": slots.repository,
    "email": slots.email, "device": slots.device, "branch": slots.branch, "commit": slots.commit, "tag": slots.tag,
    "package": slots.package, "service": slots.service, "image": slots.image, "container": slots.container,
    "archive": archive_base, "a .deb file, relative": lambda r: slots.name(r) + r.choice(["_1.%d_amd64.deb" % r.randint(0, 9), ".deb", ".deb"]),
}
# Tasks whose directory must have a name, and those whose file is looked for by its bare name.
OWN_NAME = {"tar-create", "tar-xz-create", "zip-create", "rsync", "rm-dir", "mkdir", "chown", "venv-create", "explain-rm-rf"}
BARE_FILE = {"find-name", "find-name-in", "tool-search-name", "tool-search-name-in"}


def slot_values(r, task):
    """A value for every slot of the task."""
    t = TASKS[task]
    kinds = {**t.get("kinds", {}), **(TASKS[t["sibling"]].get("kinds", {}) if "sibling" in t else {})}

    def pick(slot):
        kind = kinds.get(slot, SLOTS[slot]["kind"])
        if slot == "quoted":
            return slots.sentence(r)
        if slot == "pid":
            return slots.pid(r)
        if kind == "directory":
            made = named_directory(r) if task in OWN_NAME else slots.directory(r)
            return made + "/" if task not in OWN_NAME and r.random() < 0.03 and not made.endswith("/") else made
        if kind == "file" and task in BARE_FILE:
            return slots.filename(r)
        if slot in ("a", "b") and kind == "path" and task not in ("mv",):
            return slots.directory(r) if task == "cp-dir" else slots.file(r) if r.random() < 0.85 else place(r)
        if slot == "link" and r.random() < 0.4:
            return slots.name(r)
        return MAKERS[kind](r)

    values = {slot: pick(slot) for slot in slots_of(task)}
    if "ext" in values and r.random() < 0.5:
        values["ext"] = r.choice(list(slots.KINDS))
    for one, two in ("a", "b"), ("p", "q"), ("n", "m"), ("dir", "file"):
        while one in values and two in values and values[one] == values[two]:
            values[two] = pick(two)
    if "m" in values:
        low, high = sorted((int(values["n"]), int(values["m"])))
        values["n"], values["m"] = str(low), str(high)
    return values


SUFFIXES = r"\.tar\.gz|\.tar\.xz|\.tar|\.zip|\.gz"
MARK = re.compile(r"<(\w+)>(%s)?" % SUFFIXES)
ALIASES = {"repo": "url", "fqdn": "host", "E": "ext", "e": "ext", "K": "ext"}


def kind_name(r, ext):
    """What this kind of file is called, in one of the usual capitalisations."""
    kind = r.choice(slots.KINDS[ext])
    return r.choice([kind, kind, kind.capitalize() if kind.islower() else kind])


def surface(r, mark, suffix, value, plain):
    """How the slot's value is written in the question."""
    if mark in ("E", "K") and value in slots.KINDS and (mark == "K" or r.random() < 0.6):
        return kind_name(r, value)
    if mark == "E":
        value = r.choice(["", "", ".", ".", ".", "*."]) + value
    elif mark == "e":
        value = r.choice(["", ".", ".", ".", "*."]) + value
    if mark == "quoted":
        quote = r.choice("''\"\"\"`")
        return quote + value + quote
    if plain:
        return value + suffix
    if value.isdigit() and not suffix:
        return value if r.random() < 0.98 else '"' + value + '"'
    quote = r.choice("'\"`") if " " in value or r.random() < (0.2 if mark in ("E", "e") else 0.3) else ""
    return quote + value + suffix + quote


# --- A question's outer form --------------------------------------------------------------------

def typo(r, text):
    """One slip of the keyboard in a longer word."""
    places = [m for m in re.finditer(r"[a-z]{5,}", text)]
    if not places:
        return text
    m = r.choice(places)
    i = r.randint(m.start() + 1, m.end() - 2)
    kind = r.randint(0, 2)
    if kind == 0:
        return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    return text[:i] + (text[i + 1:] if kind == 1 else text[i] + text[i:])


def frame(r, kind, phrase):
    """Put an opening before the phrase and a closing behind it; say whether it is a question."""
    opening = ""
    if kind == "do" and r.random() < 0.13:
        changed = gerund(phrase)
        if changed:
            kind, phrase = "ing", changed
    if kind == "do" and r.random() < 0.07 and not phrase.startswith(("have ", "be ")):
        opening = ""
    else:
        opening = r.choice(OPENINGS[kind])
    text = opening + phrase
    asking = text.startswith(("how", "what", "which", "who", "where", "is ", "are ", "can", "could", "do ", "does", "would", "will", "why", "when"))
    if r.random() < 0.07:
        text = r.choice(GREETINGS) + text
    if r.random() < 0.18:
        closing = r.choice(CLOSINGS)
        text, asking = text + closing, asking and not closing.endswith("?")
    return text, asking


def finish(r, text, asking):
    """Capitalisation, contractions, slips and the last sign, on a text whose slots are still marks."""
    pieces = re.split(r"(<\w+>(?:%s)?)" % SUFFIXES, text)
    x = r.random()
    slip = r.random() < 0.05
    drop = r.random() < 0.04
    bare = r.random() < 0.12
    for i in range(0, len(pieces), 2):
        p = pieces[i]
        if drop:
            p = re.sub(r"\b(?:the|a|all|of|my) ", "", p)
        if bare:
            p = p.replace("'", "") if re.search(r"[a-z]'[a-z]", p) else p
        if slip and len(p) > 8:
            p = typo(r, p)
            slip = False
        if x < 0.35:
            p = p.lower()
        elif x > 0.99:
            p = p.upper()
        pieces[i] = p
    if 0.35 <= x < 0.85 and pieces[0]:
        pieces[0] = pieces[0][0].upper() + pieces[0][1:]
    text = "".join(pieces)
    y = r.random()
    if text[-1:] in "?!.":
        return text
    if asking:
        text += "?" if y < 0.68 else r.choice([" ?", "??", ".", "!", "?!"]) if y < 0.74 else ""
    else:
        text += "." if y < 0.25 else r.choice(["?", "?", "!", "...", " ?"]) if y < 0.38 else ""
    return text


# --- Samples ------------------------------------------------------------------------------------

EXPLAIN = """
what does @ do|what does @ do|what does @ do|explain @|explain @|what is @|what is @ for|what's the meaning of @|meaning of @|what happens if I run @|what happens when I run @|
what will @ do|what would @ do|what would @ change|can you explain @|can you explain @ to me|please explain @|tell me what @ does|tell me what @ means|I found @ in a script, what does it do|
someone told me to run @, what is it|someone told me to run @. what does that do|@ - what does it do|@ what does that do|@ what is this|@ explained|@ meaning|explain this command: @|explain the command @|
what does the command @ do|what does the command @ mean|what is the effect of @|what does @ actually do|what exactly does @ do|what does this do: @|what does this command do: @|describe @|what's @|
what am I doing with @|I don't understand @|could you tell me what @ does|what is the purpose of @|why would I run @|a colleague uses @, why|help me understand @|what is @ supposed to do|
what did I just run: @|I just ran @, what did that do|the tutorial says @, what is that|the docs say to type @, what does it do|explain what @ does|explain to me what @ means|in plain english, what does @ do|
what does @ stand for|translate @ into english|break down @|how does @ work|what do I get from @|what does running @ do|before I run it: what does @ do|what is the command @ good for|@|what do these flags do: @
""".replace("\n", "").split("|")
FIX = """
@|@|@|@|I get @|I get @|I got @|I keep getting @|how do I fix @|how to fix @|how can I solve @|fix @|fix this: @|fix this error: @|error: @|the error is @|it says @|it says @, what now|why do I get @|why @|
what does @ mean|what to do about @|what can I do about @|help! @|help: @|help, I get @|@ how do I fix this|@ what do I do|@ what now|@ why|@ help|@ please help|my command fails with @|it fails with @|
the terminal says @|the shell says @|my terminal prints @|when I run it I get @|after running it I see @|I'm getting @|I am seeing this: @|what's wrong: @|explain: @|explain @|how do I get rid of @|
solve @|how to resolve @|resolve @|I tried it and got @|this happens: @|output: @|getting @ on my server|suddenly @|@ - any idea|@, any ideas|how to get around @|how to deal with @|error message: @|
can you fix @|it doesn't work: @|not working: @|it stopped with @|the last command failed with @|what should I type after @|I have this problem: @|problem: @|@ fix
""".replace("\n", "").split("|")
# Commands that nothing is known of, and messages.
UNKNOWN_COMMANDS = """xargs -0 rm|awk '{s+=$1} END {print s}' <file>|openssl req -new|strace -p <pid>|iptables -L|kubectl get pods|kubectl apply -f <file>|terraform plan|ansible-playbook <file>|vim <file>|nano <file>|man <name>|
make install|cmake ..|gcc -o <name> <file>|gdb <name>|perl -pe 's/a/b/'|tr a-z A-Z|yes|seq <n>|bc|jobs|fg|bg|disown|alias ll|umask|sysctl -a|modprobe <name>|lspci|lsusb|hdparm|smartctl|rsyslogd|screen -r|tmux attach|ffmpeg -i <file>|
convert <file>|pandoc <file>|ping6|tcpdump -i eth0|nmap <host>|wget <file>|psql -l|mysql -u root|redis-cli|helm install|go build|npm run build|yarn|mvn package|gradle test|rustup update|cargo build|pytest|tee <file>|expect|at now|parted -l|
mdadm|lvextend|zfs list|btrfs|getfacl <file>|chattr +i <file>|setfacl|visudo|chroot <file>|nsenter|git bisect|git worktree|git submodule update|git reflog|git gc|docker inspect|docker volume ls|docker network ls|systemd-analyze|loginctl|timedatectl""".replace("\n", "").split("|")
UNKNOWN_ERRORS = """Segmentation fault (core dumped)|TypeError: '<w>' object is not callable|SyntaxError: invalid syntax|undefined reference to `<w>'|error[E0382]: use of moved value: `<w>`|error[E0502]: cannot borrow `<w>` as mutable|
NullPointerException at <w>.java|npm ERR! code ELIFECYCLE|mismatched types|KeyError: '<w>'|panic: runtime error: index out of range|warning: unused variable: `<w>`|Traceback (most recent call last)|kernel panic - not syncing|
HTTP 502 Bad Gateway|ERROR 1045 (28000): Access denied for user '<w>'|Could not resolve host: <host>|SSL certificate problem|make: *** [<w>] Error 2|Connection refused|Connection timed out|Broken pipe|Killed|Bus error|
Illegal instruction|cannot find -l<w>|fatal error: <w>.h: No such file or directory|ReferenceError: <w> is not defined|Error: Cannot find module '<w>'|java.lang.OutOfMemoryError|Invalid cross-device link|error: linker `cc` not found""".replace("\n", "").split("|")
# A question that leaves out what a command needs.
UNNAMED = {"file": "{a|some|the|my} file", "dir": "{a|some|the|my} {directory|folder}", "name": "{a|some|the} process", "branch": "{a|some|another} branch",
           "package": "{a|some} package", "service": "{a|some|the} service", "user": "{a|some} user", "host": "{a|some|another} {server|machine}",
           "container": "{a|some|the} container", "image": "{an|some} image", "url": "{a|some} {url|link}", "commit": "{a|some} commit",
           "n": "some", "word": "{a|some} {word|text}", "pid": "some", "p": "some port", "target": "something", "link": "something"}
UNNAMED = {slot: compile_line(line, {}) for slot, line in UNNAMED.items()}


def framed(r, task):
    """A question about a command or an error, with a mark where that stands; and the text itself."""
    t = TASKS[task]
    if t["family"] == "explain":
        return r.choice(EXPLAIN), t["asked"], True
    text = r.choice(t["errors"])
    parts = [p for p in re.split(r"(?<=[.!?]) |: (?=[A-Z])", text) if set(SLOT.findall(text)) <= set(SLOT.findall(p)) and len(p) > 14]
    if parts and r.random() < 0.35:
        text = r.choice(parts)
    return r.choice(FIX), text, r.random() < 0.5


def quoted_text(r, text, often):
    """A command or a message as it stands in a question: bare, or in quotes of some kind."""
    if r.random() > (0.55 if often else 0.35):
        return text
    quote = r.choice("``'\"" if "'" not in text else "``\"")
    return quote + text + quote


def around(r, frame_text, text, often):
    """A frame with its text in it."""
    text = quoted_text(r, text, often)
    before, _, after = frame_text.partition("@")
    y = r.random()
    if y < 0.5 and before:
        before = before[0].upper() + before[1:]
    asking = before.lower().startswith(("what", "how", "why", "can", "could")) or "what" in after
    if r.random() < 0.07:
        before = r.choice(GREETINGS) + before
    return before + text + after + ("?" if asking and r.random() < 0.7 else "" if r.random() < 0.8 else ".")


def task_question(r, task, values):
    """A question for the task; `values` may change to what the question names."""
    t = TASKS[task]
    lines = WORDINGS.get(t.get("sibling", task), [])
    if t["family"] == "explain" or t["family"] == "fix" and (not lines or r.random() < 0.6):
        frame_text, text, often = framed(r, task)
        missing = [s for s in slots_of(task) if s not in SLOT.findall(text)]
        if not missing:
            return around(r, frame_text, filled(text, values), often)
        if not lines:
            return around(r, frame_text, filled(text, values), often) + " " + " ".join(values[s] for s in missing)
    kind, line = r.choice(lines)
    text = expand(r, line)
    text, asking = frame(r, kind, re.sub(r"\s+", " ", text).strip())
    text = finish(r, text, asking)
    return fill(r, task, text, values)


def fill(r, task, text, values):
    """A question with its marks replaced by the values, in one of the ways that people write them."""
    marks = {m for m, _ in MARK.findall(text)}
    if "K" in marks and values["ext"] not in slots.KINDS:
        values["ext"] = r.choice(list(slots.KINDS))
    if "fqdn" in marks:
        while not re.search(r"\.[a-z0-9]", values["host"]):
            values["host"] = slots.host(r)
    number_word = None
    if "n" in values and "m" not in values and task != "find-larger" and r.random() < 0.05:
        number_word, number = r.choice(list(slots.NUMBER_WORDS.items()))
        values["n"] = str(number)

    def one(m):
        mark, suffix = m.group(1), m.group(2) or ""
        if mark == "n" and number_word and not text[m.end():].startswith(("th", "st", "nd", "rd")):
            return number_word
        before, after = text[:m.start()][-1:], text[m.end():][:1]
        joined = before in ("*", ".", ":", "@", "-", "$", "=", "/") or after in ("@", "-", "+", ":") or (mark == "ext" and before == ".") or after.isalpha()
        bare = mark in ("n", "m", "p", "q", "pid", "mode") and r.random() < 0.97
        return surface(r, mark, suffix, values[ALIASES.get(mark, mark)], joined or bare)

    return MARK.sub(one, text)


def fallback_question(r):
    """A question that is none of the tasks."""
    x = r.random()
    if x < 0.10:
        made = r.choice(UNKNOWN_COMMANDS)
        return around(r, r.choice(EXPLAIN), chatter_values(r, made), True)
    if x < 0.14:
        t = TASKS[r.choice([t for t in TASKS if TASKS[t].get("command") and TASKS[t]["family"] not in ("fix",)])]
        known = {filled(e["asked"], {s: "*" for s in SLOTS}) for e in TASKS.values() if "asked" in e}
        values = {s: MAKERS.get(SLOTS[s]["kind"], slots.name)(r) for s in SLOT.findall(t["command"])}
        if filled(t["command"], {s: "*" for s in SLOTS}) not in known:
            return around(r, r.choice(EXPLAIN), filled(t["command"], values), True)
    if x < 0.20:
        return around(r, r.choice(FIX), chatter_values(r, r.choice(UNKNOWN_ERRORS)), False)
    if x < 0.48:
        phrase = re.sub(r"\s+", " ", expand(r, r.choice(NEAR))).strip()
        text, asking = frame(r, "do", phrase)
        return chatter_values(r, finish(r, text, asking))
    if x < 0.60:
        task = r.choice(list(WORDINGS))
        needs = [s for s in slots_of(task) if s in UNNAMED]
        if needs and TASKS[task]["family"] != "fix":
            values = slot_values(r, task)
            slot = r.choice(needs)
            kind, line = r.choice(WORDINGS[task])
            text, asking = frame(r, kind, re.sub(r"\s+", " ", expand(r, line)).strip())
            marked = re.sub(r"(?:\b(?:the|a|my|this) (?:file|directory|folder|dir|process|branch|package|service) )?<%s>(?:%s)?" % (slot, SUFFIXES),
                            lambda _: expand(r, UNNAMED[slot]), text)
            if marked != text:
                return fill(r, task, finish(r, marked, asking), values)
    text = re.sub(r"\s+", " ", expand(r, r.choice(CHATTER))).strip()
    asking = text.lower().startswith(("how", "what", "which", "who", "where", "is ", "are ", "can", "do ", "why", "when", "should"))
    if r.random() < 0.05:
        text = r.choice(GREETINGS) + text
    return chatter_values(r, finish(r, text, asking) if text else text)


def chatter_values(r, text):
    """A text of chatter.py with its marks replaced."""
    values = {
        "w": slots.plain, "W": lambda r: slots.plain(r).capitalize(), "n": slots.number, "r": lambda r: slots.letters(r, 2, 12),
        "file": slots.file, "p": slots.process, "name": slots.program, "u": slots.user, "b": slots.branch, "host": slots.host, "pid": slots.pid,
        "err": lambda r: r.choice(["error", "E%04d" % r.randint(1, 999), "Error"]),
    }
    return re.sub(r"<(\w+)>", lambda m: values[m.group(1)](r) if m.group(1) in values else m.group(0), text)


ASKED = [t for t in TASKS if t not in TOOL_TASKS and (t in WORDINGS or TASKS[t]["family"] in ("explain", "fix"))]
CALLED = [t for t in TOOL_TASKS if TOOL_TASKS[t]["sibling"] in WORDINGS]


def sample(r, only=None):
    """A question, its answer, and whether tools are offered. `task` is None where it is none of the tasks."""
    x = r.random()
    if only is None and x < FALLBACK_SHARE:
        return Sample(None, fallback_question(r), FALLBACK, r.random() < TOOLS_FOR_NOTHING)
    task = only or r.choice(CALLED if x < FALLBACK_SHARE + TOOL_SHARE else ASKED)
    tools = task in TOOL_TASKS or r.random() < TOOLS_FOR_NOTHING and task not in SIBLINGS
    values = slot_values(r, task)
    question = task_question(r, task, values)
    return Sample(task, question, answer(task, values), tools)


SIBLINGS = {t["sibling"] for t in TOOL_TASKS.values()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--count", type=int, default=20)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--task", help="only this task")
    a = p.parse_args()
    r = random.Random(a.seed)
    for _ in range(a.count):
        s = sample(r, a.task)
        print("%s%s\n    %s" % ("[tools] " if s.tools else "", s.question, s.answer.removeprefix("```sh\n").split("\n")[0]))


if __name__ == "__main__":
    main()
