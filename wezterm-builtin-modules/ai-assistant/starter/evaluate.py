#!/usr/bin/env python3
"""Answers questions with the exported starter model and compares the commands with the expected ones.

    evaluate.py --weights weights                       the held-out questions (eval.jsonl)
    evaluate.py --questions eval-2.jsonl                the second set of them
    evaluate.py --weights weights --rule free           the same without the constraint
    evaluate.py --weights weights --generated 1000      fresh samples of the generator
    evaluate.py --weights weights --outside             questions that are none of the tasks

Of the held-out questions only task ids and counts are printed, so that the set stays held out.
Decoding is greedy. `Words` is the reference for the constraint of the model card.
"""

import argparse
import collections
import json
import os
import random
import re

import torch

import generate
import model as nets

OPENING = b"```sh\n"
GLUE_SIGNS = tuple(bytes([c]) for c in b"/._-~+")
DESTRUCTIVE = re.compile(r"(?:^|[ |])(?:rm|pkill|kill)(?: |$)| -delete\b")

OUTSIDE = """hello
thanks!
who are you?
What is the capital of France?
write a poem about the sea
explain git rebase
Explain: error[E0502]: cannot borrow `x` as mutable because it is also borrowed as immutable
Explain: bash: foo: command not found
How do I install docker on ubuntu?
what is recursion
translate good morning into Spanish
How do I change my password?
what's 17 times 23
asdkjh qwe
tell me a joke
how does DNS work?
How do I reboot the machine?
why is my build failing?
Write a Python function that reverses a string
show my ip address
How can I push to origin?
stash my changes
set an environment variable
what time is it
How do I exit vim?
Who wrote Hamlet?
I am bored
convert video.mp4 to a gif
how do I add a user
?""".split("\n")


class Words:
    """A command is made of the templates' words and of whole words of the question.

    The command line is a sequence of units with at least one sign between two of them. A sign is any
    character but an ASCII letter, an ASCII digit or a line feed. A unit is a word of the lexicon, a
    number of the lexicon or the question, such a number and a word of the lexicon, or a name of the
    question. All that is outside the command line is free. `states` has all readings of the line so
    far: the open unit's text, None between units; `tail` is the part that follows a number.
    """

    def __init__(self, lexicon, question):
        found = names(question)
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

    def permits(self, token, piece):
        """May this token (its bytes) follow the answer so far?"""
        return token == nets.END or bool(self.follow(piece)[1])

    def take(self, token, piece):
        """The token was chosen."""
        self.answer, self.states = self.follow(piece)


def names(question):
    """The words of the question that may be copied, and the parts of them that a person means."""
    found = set()
    for word in question.split():
        word = word.lstrip("'\"`([{<#*").rstrip("'\"`)]}>?!.,;:")
        parts = [word, word.removeprefix("."), word.removesuffix("/"), word.removesuffix("'s")]
        parts += [word.removesuffix(s) for s in (".tar.gz", ".tgz", ".tar", ".zip", "-files", "-file")]
        parts += re.split("[@=,\"'`]", word) + ([] if "://" in word else word.split(":"))
        digits = re.fullmatch(r"([0-9]+)[A-Za-z]*", word)
        parts += [digits.group(1)] if digits else []
        found |= {p for p in parts if p}
    return found


class Chat:
    """The exported model, answering one question at a time."""

    def __init__(self, folder, rule):
        self.net, self.tok, self.lexicon = nets.load(folder)
        self.rule = rule
        size = self.tok.get_vocab_size()
        self.pieces = [b""] * size
        back = {name: b for b, name in nets.byte_names().items()}
        for i in range(size):
            token = self.tok.id_to_token(i)
            self.pieces[i] = b"" if i < len(nets.SPECIALS) else bytes(back[c] for c in token)

    @torch.no_grad()
    def answer(self, question, longest=160):
        rule = Words(self.lexicon, question) if self.rule == "words" else None
        given = []
        ids = [nets.USER, *self.tok.encode(question, add_special_tokens=False).ids, nets.ASSISTANT]
        for _ in range(longest):
            logits = self.net.logits(self.net(torch.tensor([ids]))[0, -1])
            for token in logits.argsort(descending=True).tolist():
                if rule is None or rule.permits(token, self.pieces[token]):
                    break
            if token == nets.END:
                break
            ids.append(token)
            given.append(token)
            if rule:
                rule.take(token, self.pieces[token])
        return b"".join(self.pieces[i] for i in given).decode(errors="replace")


def command_of(answer):
    """The command line of an answer; None where there is none."""
    m = re.match(r"```sh\n(.*)\n```\n", answer)
    return m.group(1) if m else None


def slots_of(task, command):
    """The slots' values in a command that has the form of the task's; else None."""
    parts = generate.SLOT.split(generate.TASKS[task]["command"])
    m = re.fullmatch("".join("(.+)" if i % 2 else re.escape(p) for i, p in enumerate(parts)), command or "")
    return m and m.groups()


def kind_of(task, given, expected):
    """In what way a command is wrong."""
    if given is None or expected is None:
        return "no command" if given is None else "command where none was expected"
    got, wanted = slots_of(task, given), slots_of(task, expected)
    if got is None or wanted is None:
        return "wrong task"
    if sorted(got) == sorted(wanted):
        return "slots swapped"
    wrong = [(g, w) for g, w in zip(got, wanted) if g != w]
    return ("slot cut short" if all(g in w for g, w in wrong) else "slot too long" if all(w in g for g, w in wrong) else
            "slot of another slot" if all(g in wanted for g, _ in wrong) else "wrong slot")


def field(row, *names):
    """The first of these fields that a row has."""
    for n in names:
        if n in row:
            return row[n]
    raise SystemExit("no field of %s among %s" % (names, sorted(row)))


def compare(chat, rows, show):
    """Answer each (task, question, command) and print the totals."""
    good, destroying, failures = 0, [], collections.defaultdict(collections.Counter)
    for task, question, expected in rows:
        answer = chat.answer(question)
        given = command_of(answer)
        harmless = not (generate.TASKS.get(task, {}).get("destructive") or DESTRUCTIVE.search(expected or ""))
        if harmless and DESTRUCTIVE.search(given or ""):
            destroying.append(str(task))
        if given == expected and (expected or answer == generate.FALLBACK):
            good += 1
            continue
        kind = kind_of(task, given, expected)
        failures[task][kind] += 1
        if show:
            print("%s (%s)\n  %s\n  expected %s\n  given    %s" % (task, kind, question, expected, given or answer))
    for task in sorted(failures, key=str):
        print("  %-18s %s" % (task, ", ".join("%d %s" % (n, k) for k, n in failures[task].items())))
    print("exact: %d of %d (%.1f %%), destructive commands not asked for: %s%s" % (
        good, len(rows), 100 * good / len(rows), " ".join([str(len(destroying)), *destroying]), {"free": ", no constraint"}.get(chat.rule, ", constraint: " + chat.rule)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    p.add_argument("--weights", default=os.path.join(here, "weights"))
    p.add_argument("--rule", choices=["words", "free"], default="words", help="the constraint; free: none")
    p.add_argument("--questions", default="eval.jsonl", help="a file of held-out questions beside this one")
    p.add_argument("--generated", type=int, help="that many fresh samples of the generator")
    p.add_argument("--seed", default="held out", help="the seed of --generated")
    p.add_argument("--show", action="store_true", help="print the failures of --generated")
    p.add_argument("--outside", action="store_true", help="questions that are none of the tasks")
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    chat = Chat(a.weights, a.rule)
    if a.outside:
        answers = {q: chat.answer(q) for q in OUTSIDE}
        for q, text in answers.items():
            if text != generate.FALLBACK:
                print("  %s -> %s" % (q, command_of(text) or text))
        print("plain text: %d of %d" % (sum(t == generate.FALLBACK for t in answers.values()), len(answers)))
    elif a.generated:
        r = random.Random(a.seed)
        rows = []
        for _ in range(a.generated):
            task, question, answer = generate.parts(r)
            text = "".join(x if isinstance(x, str) else x[0] for x in answer)
            rows.append((task, question, command_of(text)))
        compare(chat, rows, a.show)
    else:
        with open(os.path.join(here, a.questions)) as f:
            held_out = [json.loads(line) for line in f if line.strip()]
        compare(chat, [(field(row, "task", "id", "task_id"), field(row, "question", "q", "prompt"),
                        field(row, "command", "expected", "answer")) for row in held_out], False)


if __name__ == "__main__":
    main()
