#!/usr/bin/env python3
"""Draws training samples for the starter model: one question, one answer.

`sample(rng)` gives a question as somebody may type it and the answer in its only form: a
fenced command and one line of explanation, or one fixed sentence where the question is none
of the tasks. The commands come from tasks.toml, the wordings from wordings.py and chatter.py,
the slots' values from slots.py. Run it to print a few samples.
"""

import argparse
import json
import os
import random
import re
import tomllib

import chatter
import slots
import wordings

HERE = os.path.dirname(os.path.abspath(__file__))
FALLBACK_SHARE = 0.08

# --- The commands -----------------------------------------------------------------------------

SLOT = re.compile(r"\{(\w+)\}")
with open(os.path.join(HERE, "tasks.toml"), "rb") as _f:
    DATA = tomllib.load(_f)
TASKS = {t["id"]: t for t in DATA["task"]}
FALLBACK = DATA["fallback"]


def segments(task):
    """The answer as a list: what stands between the slots as plain text, slots as 1-tuples."""
    t = TASKS[task]
    if "tool" in t:
        text = "<tool_call>%s</tool_call>" % json.dumps({"name": t["tool"], "arguments": t["arguments"]})
    elif "command" in t:
        text = "```sh\n" + t["command"] + "\n```\n" + t["explain"]
    else:
        text = t["explain"]
    parts = SLOT.split(text)
    return [(p,) if i % 2 else p for i, p in enumerate(parts)]


ANSWERS = {task: segments(task) for task in TASKS}
FRAGMENTS = sorted({p for a in ANSWERS.values() for p in a if isinstance(p, str)} | {FALLBACK})
RUN = re.compile(r"[A-Za-z0-9]+")


def lexicon():
    """Every run of letters and digits that may stand in a command without standing in the question."""
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


def compile_task(task):
    """The compiled wordings of a task, each with its kind."""
    lines = [(kind, line.strip()) for kind, text in wordings.W[task].items() for line in text.split("\n") if line.strip()]
    compiled = [(kind, compile_line(line, wordings.MACROS)) for kind, line in lines]
    here = dict(wordings.MACROS, D="{this @dir|the current @dir|this @dir|the @dir I am in|my current @dir}")
    return compiled, [(kind, compile_line(line, here)) for kind, line in lines if "@D" in line]


WORDINGS = {task: compile_task(task) for task in TASKS if task in wordings.W}
CHATTER = [compile_line(line, chatter.MACROS) for line in chatter.CHATTER.split("\n")[1:-1]]

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
DOUBLED = set("get put cut zip unzip tar untar run stop grep set scan dig log quit end trim sum let nuke rm drop strip wrap dedup swap shut hop flip ship split plan".split()) - {"end", "nuke", "log"}
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
    if r.random() < 0.05:
        base = "~/" + base
    return base


def words_to_find(r):
    return slots.phrase(r) if r.random() < 0.08 else slots.text(r)


def place(r):
    return slots.file(r) if r.random() < 0.55 else slots.directory(r)


def slot_values(r, task):
    """A value for every slot of the task's command."""
    def pick(slot):
        if slot == "dir":
            d = slots.directory(r)
            if task in ("tar-create", "zip-create", "rsync", "rm-dir", "mkdir", "chown"):
                while d in ("..", "~", "/"):
                    d = slots.directory(r)
            elif r.random() < 0.04 and not d.endswith("/"):
                d += "/"
            return d
        if slot == "file":
            return (archive_base if task in ("tar-extract", "unzip") else
                    slots.filename if task == "find-name" else slots.file)(r)
        if slot in ("a", "b"):
            if task.startswith("replace"):
                return words_to_find(r)
            if task == "cp-dir":
                return slots.directory(r)
            return place(r) if task == "mv" else slots.file(r) if r.random() < 0.8 else place(r)
        if slot in ("link", "target"):
            return slots.name(r) if slot == "link" and r.random() < 0.4 else place(r)
        if slot == "name":
            return slots.process(r)
        if slot == "url":
            return slots.repository(r) if task == "git-clone" else slots.url(r)
        return {"ext": slots.extension, "n": slots.number, "word": words_to_find, "p": slots.port,
                "pid": slots.pid, "branch": slots.branch, "user": slots.user, "host": slots.host}[slot](r)

    values = {p[0]: pick(p[0]) for p in ANSWERS[task] if isinstance(p, tuple)}
    if task in ("find-ext", "grep-ext", "replace-ext", "delete-ext") and r.random() < 0.5:
        values["ext"] = r.choice(list(slots.KINDS))
    if "a" in values and "b" in values:
        while values["b"] == values["a"]:
            values["b"] = slots.name(r)
    return values


MARK = re.compile(r"<(\w+)>(\.tar\.gz|\.zip)?")
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
    pieces = re.split(r"(<\w+>(?:\.tar\.gz|\.zip)?)", text)
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

def task_sample(r, task):
    """A question for the task, and its answer as a list of fragments and 1-tuples of copied text."""
    lines, here = WORDINGS[task]
    values = slot_values(r, task)
    if task in ("du", "count-files") and r.random() < 0.04:
        lines, values["dir"] = here, "."
    kind, line = r.choice(lines)
    text = expand(r, line)
    text, asking = frame(r, kind, re.sub(r"\s+", " ", text).strip())
    text = finish(r, text, asking)
    marks = {m for m, _ in MARK.findall(text)}
    if "K" in marks and values["ext"] not in slots.KINDS:
        values["ext"] = r.choice(list(slots.KINDS))
    if "fqdn" in marks:
        while not re.search(r"\.[a-z0-9]", values["host"]):
            values["host"] = slots.host(r)
    number_word = None
    if "n" in values and task != "find-larger" and r.random() < 0.05:
        number_word, number = r.choice(list(slots.NUMBER_WORDS.items()))
        values["n"] = str(number)

    def fill(m):
        mark, suffix = m.group(1), m.group(2) or ""
        if mark == "n" and number_word:
            return number_word
        slot = ALIASES.get(mark, mark)
        if slot not in values:
            slot = {"name": "name", "file": "file"}.get(slot, slot)
        before, after = text[:m.start()][-1:], text[m.end():][:1]
        joined = before in ("*", ".", ":", "@", "-") or after in ("@", "-", "+") or (mark == "ext" and before == ".") or after.isalpha()
        return surface(r, mark, suffix, values[slot], joined or mark in ("n", "p", "pid") and r.random() < 0.97)

    question = MARK.sub(fill, text)
    return question, [(values[p[0]],) if isinstance(p, tuple) else p for p in ANSWERS[task]]


def chatter_sample(r):
    """A question that is none of the tasks."""
    text = expand(r, r.choice(CHATTER))
    values = {
        "w": lambda: slots.plain(r), "W": lambda: slots.plain(r).capitalize(), "n": lambda: slots.number(r),
        "r": lambda: slots.letters(r, 2, 12), "file": lambda: slots.file(r), "p": lambda: slots.process(r),
        "u": lambda: slots.user(r), "b": lambda: slots.branch(r), "host": lambda: slots.host(r),
        "err": lambda: r.choice(["error", "E%04d" % r.randint(1, 999), "Error"]),
    }
    text = re.sub(r"\s+", " ", text).strip()
    asking = text.lower().startswith(("how", "what", "which", "who", "where", "is ", "are ", "can", "do ", "why", "when", "should"))
    if r.random() < 0.05:
        text = r.choice(GREETINGS) + text
    text = finish(r, text, asking) if text else text
    return re.sub(r"<(\w+)>", lambda m: values[m.group(1)]() if m.group(1) in values else m.group(0), text), [FALLBACK]


def parts(r, only=None):
    """The task (None: none of them), a question, and the answer's parts."""
    if only is None and r.random() < FALLBACK_SHARE:
        return (None, *chatter_sample(r))
    task = only or r.choice(list(WORDINGS))
    return (task, *task_sample(r, task))


def sample(r, only=None):
    """A question and its answer as texts."""
    _, question, answer = parts(r, only)
    return question, "".join(p if isinstance(p, str) else p[0] for p in answer)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--count", type=int, default=20)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--task", help="only this task")
    a = p.parse_args()
    r = random.Random(a.seed)
    for _ in range(a.count):
        question, answer = sample(r, a.task)
        print(question, "\n  ", answer.split("\n")[1] if "\n" in answer else answer)


if __name__ == "__main__":
    main()
