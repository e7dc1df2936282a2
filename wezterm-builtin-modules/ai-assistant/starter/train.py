#!/usr/bin/env python3
"""Trains the starter model on a CPU from the generator's samples, and exports it.

Each worker process has one thread and half of every batch; gradients are averaged after each
step. Matrices are trained with Muon, the embedding and the norms with AdamW.

Training has two phases. In the first (`--draft`) whatever stands between the slots of an answer is
one placeholder entry beyond the vocabulary, so that short sequences teach which task is meant and
how to copy. In the second the placeholders are dropped and the model learns to spell the whole
answer out of ordinary tokens, while the learning rate falls to zero.

    train.py --checkpoints DIR --draft                                    the first phase
    train.py --checkpoints DIR --draft --resume --decay 30                 the end of it
    train.py --checkpoints DIR --out weights --resume --decay 25 --rate 0.4  the second phase
    train.py --checkpoints DIR --out weights --export-only                 export the last checkpoint
"""

import argparse
import math
import multiprocessing
import os
import random
import threading
import queue
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from tokenizers import Tokenizer

import generate
import model as nets

BATCHES_PER_POOL = 32


def placeholders(tok):
    """The draft phase's entry for each text that stands between slots."""
    long = [text for text in generate.FRAGMENTS if len(text) > 1]
    return {text: tok.get_vocab_size() + i for i, text in enumerate(long)}


def encode(tok, drafts, question, answer):
    """A sample as token ids, and where its answer begins; spelled out where there are no drafts."""
    prompt = [nets.USER, *tok.encode(question, add_special_tokens=False).ids, nets.ASSISTANT]
    texts = [part if isinstance(part, str) else part[0] for part in answer]
    if drafts:
        out = []
        for part, text in zip(answer, texts):
            draft = drafts.get(text) if isinstance(part, str) else None
            out += tok.encode(text, add_special_tokens=False).ids if draft is None else [draft]
    else:
        out = tok.encode("".join(texts), add_special_tokens=False).ids
    return prompt + out + [nets.END], len(prompt)


def without_drafts(saved, size):
    """A checkpoint whose embedding has only the vocabulary's entries."""
    name = "embed_tokens.weight"
    rows = saved["model"][name].shape[0]
    saved["model"][name] = saved["model"][name][:size].clone()
    for state in saved["optimizer"]["adam"]["state"].values():
        for key, value in state.items():
            if value.ndim == 2 and value.shape[0] == rows:
                state[key] = value[:size].clone()
    return saved


def batch(samples):
    """Right-padded inputs, and the places and tokens of the answers."""
    width = max(len(s) for s, _ in samples) - 1
    x = np.zeros((len(samples), width), np.int64)
    places, targets = [], []
    for i, (s, begin) in enumerate(samples):
        x[i, :len(s) - 1] = s[:-1]
        places += range(i * width + begin - 1, i * width + len(s) - 1)
        targets += s[begin:]
    return torch.from_numpy(x), torch.tensor(places), torch.tensor(targets)


def pool(tok, drafts, seed, size):
    """Batches of about equal lengths within each, in random order."""
    r = random.Random(seed)
    samples = sorted((encode(tok, drafts, *generate.parts(r)[1:]) for _ in range(size * BATCHES_PER_POOL)),
                     key=lambda s: len(s[0]) + r.random())
    batches = [samples[i:i + size] for i in range(0, len(samples), size)]
    r.shuffle(batches)
    return [batch(b) for b in batches]


def orthogonal(g):
    """Newton and Schulz's iteration towards the nearest orthogonal matrix, for a stack of matrices."""
    x = g / (g.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    turned = x.size(-2) > x.size(-1)
    x = x.mT if turned else x
    for _ in range(5):
        a = x @ x.mT
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return x.mT if turned else x


class Optimizer:
    """Muon for the matrices (its work divided among the workers), AdamW for the rest."""

    def __init__(self, net, rank, world):
        self.net, self.rank, self.world = net, rank, world
        self.matrices = [p for n, p in net.named_parameters() if p.ndim == 2 and "embed" not in n]
        rest = [p for n, p in net.named_parameters() if p.ndim != 2 or "embed" in n]
        self.adam = torch.optim.AdamW(rest, betas=(0.9, 0.98), weight_decay=0.0, eps=1e-10)
        self.momentum = [torch.zeros_like(p) for p in self.matrices]
        self.groups = {}
        for i, p in enumerate(self.matrices):
            shape = (min(p.shape), max(p.shape))
            self.groups.setdefault(shape, []).append(i)

    def average(self, scale):
        """The mean of the workers' gradients, clipped; returns its norm, and the first worker's scale."""
        params = list(self.net.parameters())
        flat = torch.cat([p.grad.flatten() for p in params] + [torch.tensor([scale if self.rank == 0 else 0.0])])
        if self.world > 1:
            dist.all_reduce(flat)
        scale = flat[-1].item()
        flat = flat[:-1] / self.world
        norm = flat.norm()
        flat *= min(1.0, 1.0 / (norm.item() + 1e-6))
        at = 0
        for p in params:
            p.grad.copy_(flat[at:at + p.numel()].view_as(p))
            at += p.numel()
        return norm.item(), scale

    @torch.no_grad()
    def step(self, scale):
        """One step at this share of the full learning rates; returns the gradients' norm and the common share."""
        norm, scale = self.average(scale)
        updates = [None] * len(self.matrices)
        for shape, members in self.groups.items():
            mine = members[self.rank::self.world]
            stack = []
            for i in members:
                self.momentum[i].mul_(0.95).add_(self.matrices[i].grad)
                if i in mine:
                    u = self.matrices[i].grad.add(self.momentum[i], alpha=0.95)
                    stack.append(u if u.shape[0] <= u.shape[1] else u.mT)
            done = dict(zip(mine, orthogonal(torch.stack(stack)))) if stack else {}
            for i in members:
                p = self.matrices[i]
                u = done.get(i, torch.zeros(shape))
                updates[i] = u if p.shape[0] <= p.shape[1] else u.mT
        flat = torch.cat([u.flatten() for u in updates])
        if self.world > 1:
            dist.all_reduce(flat)
        at = 0
        for p in self.matrices:
            u = flat[at:at + p.numel()].view_as(p)
            p.mul_(1 - 0.02 * 0.02 * scale).add_(u, alpha=-0.02 * scale * max(1, p.shape[0] / p.shape[1]) ** 0.5)
            at += p.numel()
        for g in self.adam.param_groups:
            g["lr"] = 0.004 * scale
        self.adam.step()
        self.net.zero_grad(set_to_none=True)
        return norm, scale

    def state(self):
        return {"momentum": self.momentum, "adam": self.adam.state_dict()}

    def load(self, state):
        self.momentum = state["momentum"]
        self.adam.load_state_dict(state["adam"])


@torch.no_grad()
def exact(net, tok, drafts, seed, count=300):
    """Of fresh samples, how many answers the model would give exactly (every greedy token right)."""
    r = random.Random(seed)
    drawn = [generate.parts(r) for _ in range(count)]
    samples = [encode(tok, drafts, *d[1:]) for d in drawn]
    good, wrong = 0, {}
    for at in range(0, count, 50):
        x, places, targets = batch(samples[at:at + 50])
        hit = net.logits(net(x, places)).argmax(-1) == targets
        begin = 0
        for (s, b), (task, *_) in zip(samples[at:at + 50], drawn[at:at + 50]):
            n = len(s) - b
            if hit[begin:begin + n].all():
                good += 1
            else:
                wrong[task] = wrong.get(task, 0) + 1
            begin += n
    return good / count, wrong


def tokenizer(folder, size, seed):
    """The tokenizer of this run, trained on the first call."""
    path = os.path.join(folder, "tokenizer.json")
    if not os.path.exists(path):
        r = random.Random(seed)
        texts = []
        for _ in range(40000):
            _, question, answer = generate.parts(r)
            texts += [question] + [p[0] for p in answer if isinstance(p, tuple)]
        nets.train_tokenizer(texts + generate.slots.WORDS * 20, size).save(path)
    return Tokenizer.from_file(path)


def feed(tok, drafts, seed, first, size, out):
    """Keep the queue filled with pools of batches."""
    number = first
    while True:
        for b in pool(tok, drafts, "%d/%d" % (seed, number), size):
            out.put(b)
        number += 1


def work(rank, a):
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(a.seed)
    if a.workers > 1:
        dist.init_process_group("gloo", init_method="file://" + os.path.abspath(os.path.join(a.checkpoints, "rendezvous")),
                                rank=rank, world_size=a.workers)
    tok = Tokenizer.from_file(os.path.join(a.checkpoints, "tokenizer.json"))
    drafts = placeholders(tok) if a.draft else {}
    config = nets.make_config(tok.get_vocab_size() + len(drafts), a.hidden, a.layers, a.mlp)
    net = nets.Llama(config)
    opt = Optimizer(net, rank, a.workers)
    path = os.path.join(a.checkpoints, "last.pt")
    step = tokens = samples = pools = 0
    spent = 0.0
    if a.resume:
        saved = torch.load(path, weights_only=True)
        if not a.draft:
            saved = without_drafts(saved, tok.get_vocab_size())
        net.load_state_dict(saved["model"])
        opt.load(saved["optimizer"])
        step, tokens, samples, pools, spent = (saved[k] for k in ("step", "tokens", "samples", "pools", "seconds"))
    elif rank == 0:
        print("%.2f M parameters, %d vocabulary entries" % (sum(p.numel() for p in net.parameters()) / 1e6, tok.get_vocab_size()), flush=True)
    # Each worker draws its own samples; a resumed run goes on with pools never drawn before.
    size = a.batch // a.workers
    source = queue.Queue(maxsize=8)
    threading.Thread(target=feed, args=(tok, drafts, a.seed * 1000 + rank, pools, size, source), daemon=True).start()
    begin, first = time.time(), step
    saved_at = shown_at = time.time()
    mean = None

    def save():
        torch.save({"model": net.state_dict(), "optimizer": opt.state(), "step": step, "tokens": tokens, "samples": samples,
                    "pools": pools + (step - first) // BATCHES_PER_POOL + 1, "seconds": spent + time.time() - begin,
                    "config": config, "loss": mean}, path + ".new")
        os.replace(path + ".new", path)

    scale = 1.0
    while step < a.steps and scale > 0:
        scale = a.rate * max(0.0, 1 - (time.time() - begin) / (a.decay * 60)) if a.decay else min(1.0, (step + 1) / 100)
        x, places, targets = source.get()
        loss = F.cross_entropy(net.logits(net(x, places)), targets)
        loss.backward()
        norm, scale = opt.step(scale)
        step, tokens, samples = step + 1, tokens + (x.numel() + x.shape[0]) * a.workers, samples + a.batch
        mean = loss.item() if mean is None else 0.95 * mean + 0.05 * loss.item()
        if rank == 0:
            now = time.time()
            if step % 50 == 0 or step == 5:
                print("step %d loss %.4f norm %.2f, %.2f s/step, %.0f tokens/s, %.1f M tokens, %d samples, %.0f s, rate %.2f" % (
                    step, mean, norm, (now - begin) / (step - first), 0 if step == first else (tokens) / (spent + now - begin),
                    tokens / 1e6, samples, spent + now - begin, scale), flush=True)
            if now - shown_at > a.show_every:
                share, wrong = exact(net, tok, drafts, "check/%d" % step)
                print("  exact %.3f at step %d; wrong: %s" % (share, step, sorted(wrong.items(), key=lambda w: -w[1])[:14]), flush=True)
                shown_at = time.time()
            if now - saved_at > a.save_every:
                save()
                saved_at = time.time()
    if rank == 0:
        save()
        share, wrong = exact(net, tok, drafts, "end", 2000)
        print("end: step %d loss %.4f exact %.4f, %.1f M tokens, %d samples, %.0f s; wrong %s" % (
            step, mean, share, tokens / 1e6, samples, spent + time.time() - begin, wrong), flush=True)
    os._exit(0)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoints", required=True)
    p.add_argument("--out", help="where the model is exported")
    p.add_argument("--draft", action="store_true", help="the first phase")
    p.add_argument("--hidden", type=int, default=192)
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--mlp", type=int, default=512)
    p.add_argument("--vocabulary", type=int, default=1600)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--steps", type=int, default=10 ** 9, help="where the stable phase ends")
    p.add_argument("--decay", type=float, default=0, help="let the learning rate fall to zero in that many minutes, then stop")
    p.add_argument("--rate", type=float, default=1.0, help="the share of the full learning rate from which it falls")
    p.add_argument("--resume", action="store_true")
    p.add_argument("--export-only", action="store_true")
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--save-every", type=float, default=150, help="seconds")
    p.add_argument("--show-every", type=float, default=240, help="seconds")
    a = p.parse_args()
    os.makedirs(a.checkpoints, exist_ok=True)
    tok = tokenizer(a.checkpoints, a.vocabulary, a.seed)
    if not a.export_only:
        rendezvous = os.path.join(a.checkpoints, "rendezvous")
        if os.path.exists(rendezvous):
            os.remove(rendezvous)
        context = multiprocessing.get_context("spawn")
        workers = [context.Process(target=work, args=(rank, a)) for rank in range(a.workers)]
        for w in workers:
            w.start()
        for w in workers:
            w.join()
    if a.draft or not a.out:
        return
    saved = torch.load(os.path.join(a.checkpoints, "last.pt"), weights_only=True)
    nets.export(saved["model"], saved["config"], tok, a.out, generate.lexicon())
    print("exported step", saved["step"], "to", a.out)


if __name__ == "__main__":
    main()
