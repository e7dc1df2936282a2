#!/usr/bin/env python3
"""Checks that tasks.toml keeps to what its head says. Prints the counts, or every fault; exit status 1 with faults."""

import collections
import os
import re
import subprocess
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
SLOT = re.compile(r"\{(\w+)\}")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
TREE = set("file dir emptydir named ext has table csv numbers crlf archive gz sized aged empty "
           "git git-without-remote branch changed staged tracked untracked stash".split())
KEYS = set("id family meaning errors asked tool arguments sibling kinds command explain destructive judge tree accept".split())
LEAST = {"files": 20, "text": 20, "processes": 12, "disk": 8, "network": 12, "git": 20, "archives": 10, "permissions": 10,
         "packages": 10, "systemd": 10, "docker": 10, "ssh": 8, "explain": 20, "fix": 15, "tool": 6}
NUMBERS = ("number", "port")
ENOUGH = 200


def templates(task):
    """Every command line of a task."""
    return [task[k] for k in ("command", "asked") if k in task] + task.get("accept", [])


def slot_faults(task, slots):
    """Faults of the slots of a task."""
    main = task.get("command") or task.get("asked") or " ".join(task.get("arguments", {}).values())
    have = set(SLOT.findall(main))
    texts = templates(task) + [task["meaning"], task.get("explain", "")] + task.get("errors", []) + task.get("tree", [])
    used = {s for t in texts for s in SLOT.findall(t)}
    yield from ("the slot {%s} is unknown" % s for s in (used | have) - set(slots))
    yield from ("the slot {%s} is not in the answer" % s for s in (used | set(task.get("kinds", {}))) - have)
    if task["family"] not in ("explain", "tool") or "asked" in task:
        for s in have - set(SLOT.findall(task["meaning"])):
            yield "the meaning does not name {%s}" % s
    for t in task.get("accept", []):
        if set(SLOT.findall(t)) != have:
            yield "other slots in %s" % t
    for t in task.get("errors", []):
        # The branch of a fix is the user's choice, not a part of the message.
        unnamed = have - set(SLOT.findall(t)) - {"branch"}
        if unnamed:
            yield "the error does not name %s: %s" % (unnamed, t)
    for m in SLOT.finditer(task.get("command", "")):
        before, after = task["command"][:m.start()][-1:], task["command"][m.end():][:1]
        if m.group(1) in slots and (before.isalnum() or after.isalnum() and slots[m.group(1)]["kind"] not in NUMBERS):
            yield "{%s} touches a letter or digit" % m.group(1)
        if slots.get(m.group(1), {}).get("spaces") and m.group(1) != "cmd":
            if not any(q.start() < m.start() < q.end() for q in QUOTED.finditer(task["command"])):
                yield "{%s} may hold spaces and is not quoted" % m.group(1)


def shape_faults(task, data):
    """Faults of the keys of a task."""
    family = task["family"]
    wanted = {"explain": {"asked", "explain"}, "tool": {"tool", "arguments", "sibling"}}.get(family, {"command", "explain"})
    yield from ("the key %s is missing" % k for k in wanted - set(task))
    yield from ("the key %s is unknown" % k for k in set(task) - KEYS)
    if family not in LEAST:
        yield "the family %s is unknown" % family
    if task.get("judge") not in ("run", "form"):
        yield "it is judged in no known way"
    if len(task.get("explain", "").split()) >= 14:
        yield "the explanation has 14 words or more"
    if "explain" in task and not re.fullmatch(r"[^`\n]+\.", task["explain"]):
        yield "the explanation is no plain sentence"
    if (family == "fix") != ("errors" in task):
        yield "errors belong to the family fix, and each fix has some"
    yield from ("the tree cannot have %s" % t for t in task.get("tree", []) if t.split()[0] not in TREE)
    if len(set(templates(task))) != len(templates(task)):
        yield "the same command twice"
    if family == "tool":
        sibling = next((t for t in data["task"] if t["id"] == task["sibling"]), {})
        values = " ".join(task["arguments"].values())
        if set(SLOT.findall(values)) != set(SLOT.findall(sibling.get("command", ""))):
            yield "the sibling has other slots"
        if list(task["arguments"]) != data["tools"].get(task["tool"]):
            yield "the tool has other arguments"


def syntax_faults(tasks, slots):
    """Command lines that bash cannot parse with the samples."""
    for task in tasks:
        for template in templates(task):
            line = SLOT.sub(lambda m: slots.get(m.group(1), {"sample": "x"})["sample"], template)
            done = subprocess.run(["bash", "-n", "-c", line], capture_output=True, text=True)
            if done.returncode or done.stderr:
                yield "%s: bash: %s" % (task["id"], done.stderr.strip())


def main():
    with open(os.path.join(HERE, "tasks.toml"), "rb") as f:
        data = tomllib.load(f)
    tasks, slots = data["task"], data["slots"]
    faults = ["%s: %s" % (t["id"], x) for t in tasks for x in [*shape_faults(t, data), *slot_faults(t, slots)]]
    faults += syntax_faults(tasks, slots)
    for key in ("id", "command", "asked", "meaning"):
        counts = collections.Counter(t[key] for t in tasks if key in t and t["family"] != "fix")
        faults += ["%s is the %s of %d tasks" % (v, key, n) for v, n in counts.items() if n > 1]
    families = collections.Counter(t["family"] for t in tasks)
    faults += ["%d tasks in %s, fewer than %d" % (families[f], f, n) for f, n in LEAST.items() if families[f] < n]
    if len(tasks) < ENOUGH:
        faults.append("%d tasks, fewer than %d" % (len(tasks), ENOUGH))
    used = {s for t in tasks for s in SLOT.findall(" ".join(templates(t)))}
    faults += ["the slot {%s} is used nowhere" % s for s in set(slots) - used]
    if faults:
        sys.exit("\n".join(faults))
    print(len(tasks), "tasks:", ", ".join("%s %d" % x for x in families.items()))
    print("judged by running: %d, destructive: %d" % (sum(t["judge"] == "run" for t in tasks), sum(bool(t.get("destructive")) for t in tasks)))


if __name__ == "__main__":
    main()
