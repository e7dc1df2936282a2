#!/usr/bin/env python3
"""Answers questions with the starter model and judges the answers by tasks.toml (judge.py).

    evaluate.py                                  the held-out questions (eval-3.jsonl), by the exported model
    evaluate.py --questions eval-2.jsonl         another set of them
    evaluate.py --rule free                      the same without the constraint
    evaluate.py --engine target/debug/wezterm    by the terminal's own engine: `wezterm ai query`
    evaluate.py --generated 1000 [--show]        fresh samples of the generator
    evaluate.py --self-check                     no model: the judge itself, on right and on wrong answers

A command is right if it is the expected one or one of equal right, or where it has the same effect in a scratch
tree, run in a sandbox (scratch.py). Of the held-out questions only counts per task are printed, so that the set
stays held out. Decoding is greedy. `Words` is the reference for the constraint of the model card.
"""

import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import judge

OPENING = b"```sh\n"


class Words:
    """A command is made of the templates' words and of whole words of the question.

    The command line is a sequence of units with at least one sign between two of them. A sign is any
    character but an ASCII letter, an ASCII digit or a line feed. A unit is a word of the lexicon, a
    number of the lexicon or the question, such a number and a word of the lexicon, or a name of the
    question. All that is outside the command line is free. `states` has all readings of the line so
    far: the open unit's text, None between units; `tail` is the part that follows a number.
    """

    def __init__(self, lexicon, question):
        # Compared byte by byte, as the tokens are made of bytes.
        found = {n.encode().decode("latin-1") for n in names(question)}
        self.words = {w for w in lexicon if not w.isdigit()}
        self.numbers = {w for w in (*lexicon, *found) if w.isdecimal() and w.isascii()}
        self.names = found
        self.units = self.words | self.numbers | self.names
        self.answer, self.states = b"", {None}

    def after(self, states, character):
        """The readings after one more character of the line."""
        sign = not (character.isascii() and character.isalnum())
        result = set()
        for state in states:
            if state is None:
                if sign:
                    result.add(None)
                result |= {character for u in self.units if u.startswith(character)}
                continue
            number, _, tail = state.partition("\0")
            pool = self.words if "\0" in state else self.units
            text = tail if "\0" in state else state
            if any(u.startswith(text + character) for u in pool):
                result.add(state + character)
            if text in pool:
                if sign:
                    result.add(None)
                if "\0" not in state and text in self.numbers and any(w.startswith(character) for w in self.words):
                    result.add(state + "\0" + character)
        return result

    def follow(self, piece):
        """The answer and the readings after these bytes; no readings: they may not follow."""
        answer, states = self.answer + piece, self.states
        if not answer.startswith(OPENING) and not OPENING.startswith(answer):
            return answer, states
        at = max(len(self.answer), len(OPENING))
        if b"\n" in answer[len(OPENING):at]:
            return answer, states
        for character in answer[at:].decode("latin-1"):
            if character == "\n":
                done = any(s is None or (s.partition("\0")[2] or s) in self.units for s in states)
                return answer, states if done else set()
            states = self.after(states, character)
        return answer, states

    def permits(self, piece):
        """May these bytes of a token follow the answer so far?"""
        return bool(self.follow(piece)[1])

    def take(self, piece):
        """The token of these bytes was chosen."""
        self.answer, self.states = self.follow(piece)


def names(question):
    """The words of the question that may be copied, and the parts of them that a person means."""
    found = set()
    for word in question.split():
        word = word.lstrip("'\"`([{<#*").rstrip("'\"`)]}>?!.,;:")
        parts = [word, word.removeprefix("."), word.removeprefix("./"), word.removesuffix("/"), word.removesuffix("'s")]
        parts += [word.removesuffix(s) for s in (".tar.gz", ".tar.xz", ".tgz", ".tar", ".zip", ".gz", "-files", "-file")]
        parts += re.split("[@=,\"'`]", word) + ([] if "://" in word else word.split(":"))
        digits = re.fullmatch(r"([0-9]+)[A-Za-z]*", word)
        parts += [digits.group(1)] if digits else []
        found |= {p for p in parts if p}
    return found


class Chat:
    """The exported model, answering one question at a time."""

    def __init__(self, folder, rule):
        import model as nets
        import torch
        self.nets, self.torch, self.rule = nets, torch, rule
        self.net, self.tok, self.lexicon = nets.load(folder)
        back = {name: b for b, name in nets.byte_names().items()}
        tokens = map(self.tok.id_to_token, range(self.tok.get_vocab_size()))
        self.pieces = [b"" if i < len(nets.SPECIALS) else bytes(back[c] for c in token) for i, token in enumerate(tokens)]

    def answer(self, question, tools, longest=200):
        """The answer; empty where it has no end within that many tokens."""
        rule = Words(self.lexicon, question) if self.rule == "words" else None
        ids = self.nets.prompt(self.tok.encode(question, add_special_tokens=False).ids, tools)
        given = b""
        for _ in range(longest):
            with self.torch.no_grad():
                logits = self.net.logits(self.net(self.torch.tensor([ids]))[0, -1])
            ranked = logits.argsort(descending=True).tolist()
            token = next(t for t in ranked if t == self.nets.END or not rule or rule.permits(self.pieces[t]))
            if token == self.nets.END:
                return given.decode(errors="replace")
            ids.append(token)
            given += self.pieces[token]
            if rule:
                rule.take(self.pieces[token])
        return ""


class Engine:
    """The terminal's own engine, asked on the command line; it offers no tools there."""

    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.home = tempfile.TemporaryDirectory(prefix="starter-home-")

    def answer(self, question, tools):
        """The answer; None where it cannot be asked."""
        if tools:
            return None
        # None of the person's settings, and nothing of a terminal around this one.
        env = {"HOME": self.home.name, "PATH": os.environ["PATH"], "SHELL": "/bin/bash", "LC_ALL": "C.UTF-8"}
        done = subprocess.run([self.program, "ai", "query", "-"], input=question, capture_output=True, text=True,
                              env=env, cwd=self.home.name, timeout=240)
        if done.returncode:
            sys.exit("%s: %s" % (self.program, done.stderr.strip()))
        return done.stdout.removesuffix("\n")


def rows_of(path):
    """The (task, values, question, tools) of a file of held-out questions; the first two sets have commands for values."""
    with open(path) as f:
        rows = [json.loads(line) for line in f if line.strip()]
    for row in rows:
        task = row.get("task", row.get("id"))
        values = row["values"] if "values" in row else judge.values_of(task, row["command"]) if task in judge.TASKS else None
        if values is None:
            sys.exit("%s: a question of %s has no values" % (path, task))
        yield task, values, row["question"], row.get("tools", False)


def generated(count, seed):
    """Fresh samples of the generator, in the form of the held-out questions."""
    import generate
    r = random.Random(seed)
    for _ in range(count):
        s = generate.sample(r)
        yield s.task, judge.values_of(s.task, s.answer) if s.task else {}, s.question, s.tools


class Counts:
    """How many are right of how many, by some key."""

    def __init__(self):
        self.right, self.all = collections.Counter(), collections.Counter()

    def add(self, key, right):
        self.all[key] += 1
        self.right[key] += right

    def __str__(self):
        return ", ".join("%s %s" % (k, self.of(k)) for k in self.all)

    def of(self, key):
        return "%d of %d (%.1f %%)" % (self.right[key], self.all[key], 100 * self.right[key] / max(self.all[key], 1))


def compare(answerer, rows, show):
    """Answer each question and print how many answers are right, in all, by family and by way of judging."""
    judging = judge.Judge()
    totals, families, ways, tasks = Counts(), Counts(), Counts(), Counts()
    how, kinds = collections.Counter(), collections.defaultdict(collections.Counter)
    destroying, unasked, misexplained = collections.defaultdict(list), 0, 0
    for task, values, question, tools in rows:
        text = answerer.answer(question, tools)
        if text is None:
            unasked += 1
            continue
        v = judging.verdict(task, values, text)
        totals.add("right", v.right)
        families.add(judge.TASKS[task]["family"] if task else "outside", v.right)
        ways.add(v.judged, v.right)
        tasks.add(str(task), v.right)
        if v.right:
            how[v.judged, v.how] += 1
            misexplained += not v.explained
        else:
            kinds[str(task)][v.how] += 1
        if v.destroying:
            destroying[v.destroying].append(str(task))
        if show and not v.right:
            print("%s (%s)\n  %s\n  expected %r\n  given    %r" % (task, v.how, question, judge.answer(task, values), text))
    judging.close()
    for task, found in sorted(kinds.items()):
        print("  %-26s %d of %d wrong: %s" % (task, sum(found.values()), tasks.all[task], ", ".join("%d %s" % (n, k) for k, n in found.items())))
    print("right: %s" % totals.of("right"))
    for family in families.all:
        print("  %-12s %s" % (family, families.of(family)))
    print("judged by")
    for way in ways.all:
        print("  %-12s %s%s" % (way, ways.of(way), "".join("; %d %s" % (n, h) for (w, h), n in sorted(how.items()) if w == way)))
    near = sum(k["right task, wrong name"] for t, k in kinds.items() if t.startswith("explain-"))
    print("explanations of the right task with a wrong name: %d; right commands with another explanation: %d" % (near, misexplained))
    for kind in ("not asked for", "wrong values"):
        print("wrong and destructive, %s: %s" % (kind, " ".join([str(len(destroying[kind])), *destroying[kind]])))
    if unasked:
        print("not asked, since they need tools that are offered: %d" % unasked)
    if not judging.running:
        print("no sandbox here: everything is judged by form")
    elif judging.unfit:
        print("judged by form, since running shows nothing: %s" % " ".join(sorted(judging.unfit)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    p.add_argument("--weights", default=os.path.join(here, "weights"))
    p.add_argument("--rule", choices=["words", "free"], default="words", help="the constraint; free: none")
    p.add_argument("--engine", metavar="PATH", help="the program `wezterm`, which answers instead of the exported model")
    p.add_argument("--questions", default="eval-3.jsonl", help="a file of held-out questions beside this one")
    p.add_argument("--generated", type=int, metavar="N", help="that many fresh samples of the generator instead")
    p.add_argument("--seed", default="held out", help="the seed of --generated")
    p.add_argument("--show", action="store_true", help="print the wrong answers to --generated")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--self-check", action="store_true", help="judge expected answers and planted wrong ones; exit status 1 with faults")
    p.add_argument("--jobs", type=int, default=os.cpu_count(), help="the processes of --self-check")
    a = p.parse_args()
    if a.show and not a.generated:
        p.error("--show is for --generated alone: the held-out questions are not to be seen")
    rows = generated(a.generated, a.seed) if a.generated else rows_of(os.path.join(here, a.questions))
    if a.self_check:
        sys.exit("\n".join(judge.self_check([row[:2] for row in rows], a.jobs)) or 0)
    if a.engine:
        answerer = Engine(a.engine)
    else:
        import torch
        torch.set_num_threads(a.threads)
        answerer = Chat(a.weights, a.rule)
    compare(answerer, rows, a.show)


if __name__ == "__main__":
    main()
