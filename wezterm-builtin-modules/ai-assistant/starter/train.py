#!/usr/bin/env python3
"""Trains the starter model from the generator's samples, and exports it.

Processes beside the trainer draw samples without end, each sample once; the trainer takes as many
as it gets through in the minutes it is given. Matrices are trained with Muon, the embedding and the
norms with AdamW; the learning rate is full until `--decay` of the time is left and then falls to
zero. The loss is that of the answers alone.

    train.py --checkpoints DIR --out weights --minutes 300                      on a CPU
    train.py --checkpoints DIR --out weights --minutes 6 --batch 1024 --device cuda
    train.py --checkpoints DIR --out weights --export-only                      the last checkpoint
"""

import argparse
import multiprocessing
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import generate
import model as nets

BATCHES_PER_POOL = 16


def batch(samples):
    """Right-padded inputs, and the places and tokens of the answers, as small as they can be sent."""
    width = max(len(s) for s, _ in samples) - 1
    x = np.zeros((len(samples), width), np.uint16)
    places, targets = [], []
    for i, (s, begin) in enumerate(samples):
        x[i, :len(s) - 1] = s[:-1]
        places.append(np.arange(i * width + begin - 1, i * width + len(s) - 1, dtype=np.int32))
        targets.append(np.array(s[begin:], np.uint16))
    return x, np.concatenate(places), np.concatenate(targets)


def pool(tok, seed, size, count=BATCHES_PER_POOL):
    """Batches of about equal lengths within each, in random order."""
    r = random.Random(seed)
    drawn = [generate.sample(r) for _ in range(size * count)]
    questions = tok.encode_batch([s.question for s in drawn], add_special_tokens=False)
    answers = tok.encode_batch([s.answer for s in drawn], add_special_tokens=False)
    samples = []
    for s, q, a in zip(drawn, questions, answers):
        prompt = [*nets.prompt(q.ids, s.tools)]
        samples.append((prompt + a.ids + [nets.END], len(prompt)))
    samples.sort(key=lambda s: len(s[0]) + r.random())
    batches = [samples[i:i + size] for i in range(0, len(samples), size)]
    r.shuffle(batches)
    return [batch(b) for b in batches], [s.task for s in drawn]


def on(device, x, places, targets):
    """A batch as tensors there."""
    return tuple(torch.from_numpy(a.astype(np.int64)).to(device, non_blocking=True) for a in (x, places, targets))


def feed(folder, seed, size, out):
    """Keeps the queue filled with batches."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    tok = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    number = 0
    while True:
        for b in pool(tok, "%s/%d" % (seed, number), size)[0]:
            out.put(b)
        number += 1


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
    """Muon for the matrices (Jordan et al. 2024), AdamW for the rest."""

    def __init__(self, net):
        self.params = list(net.parameters())
        self.matrices = [p for n, p in net.named_parameters() if p.ndim == 2 and "embed" not in n]
        rest = [p for n, p in net.named_parameters() if p.ndim != 2 or "embed" in n]
        self.adam = torch.optim.AdamW(rest, betas=(0.9, 0.98), weight_decay=0.0, eps=1e-10)
        self.momentum = [torch.zeros_like(p) for p in self.matrices]
        self.groups = {}
        for i, p in enumerate(self.matrices):
            self.groups.setdefault((min(p.shape), max(p.shape)), []).append(i)

    @torch.no_grad()
    def step(self, scale):
        """One step at this share of the full learning rates."""
        torch.nn.utils.clip_grad_norm_(self.params, 1.0)
        for members in self.groups.values():
            stack = []
            for i in members:
                grad = self.matrices[i].grad
                self.momentum[i].mul_(0.95).add_(grad)
                u = grad.add(self.momentum[i], alpha=0.95)
                stack.append(u if u.shape[0] <= u.shape[1] else u.mT)
            for i, u in zip(members, orthogonal(torch.stack(stack))):
                p = self.matrices[i]
                u = u if p.shape[0] <= p.shape[1] else u.mT
                p.mul_(1 - 0.02 * 0.02 * scale).add_(u, alpha=-0.02 * scale * max(1, p.shape[0] / p.shape[1]) ** 0.5)
        for group in self.adam.param_groups:
            group["lr"] = 0.004 * scale
        self.adam.step()
        for p in self.params:
            p.grad = None


@torch.no_grad()
def exact(net, tok, device, seed, count):
    """Of fresh samples, the share that the model would answer exactly, and the tasks it misses."""
    batches, _ = pool(tok, seed, 256, count // 256)
    good = total = 0
    for b in batches:
        x, places, targets = on(device, *b)
        hit = net.logits(net(x, places)).argmax(-1) == targets
        rows = places // x.shape[1]
        missed = torch.zeros(x.shape[0], device=device).index_add_(0, rows, (~hit).float())
        good, total = good + int((missed == 0).sum()), total + x.shape[0]
    return good / total


def tokenizer(folder, size, seed):
    """The tokenizer of this run, trained on the first call."""
    path = os.path.join(folder, "tokenizer.json")
    if not os.path.exists(path):
        r = random.Random(seed)
        texts = []
        for _ in range(60000):
            s = generate.sample(r)
            texts += [s.question, s.answer.replace("```sh\n", "").replace("\n```\n", " ")]
        nets.train_tokenizer(texts + generate.slots.WORDS * 20, size).save(path)
    return Tokenizer.from_file(path)


def train(a, tok):
    torch.manual_seed(a.seed)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    if a.device == "cpu":
        torch.set_num_threads(a.threads)
        torch.set_flush_denormal(True)
    config = nets.make_config(tok.get_vocab_size(), a.hidden, a.layers, a.mlp)
    net = nets.Llama(config).to(a.device)
    opt = Optimizer(net)
    print("%.2f M parameters, %d vocabulary entries" % (sum(p.numel() for p in opt.params) / 1e6, tok.get_vocab_size()), flush=True)
    context = multiprocessing.get_context("spawn")
    source = context.Queue(maxsize=64)
    feeders = [context.Process(target=feed, args=(a.checkpoints, "%d/%d" % (a.seed, i), a.batch, source), daemon=True)
               for i in range(a.feeders)]
    for f in feeders:
        f.start()
    first = source.get()
    begin, step, tokens, mean, shown, saved, waited = time.time(), 0, 0, None, 0.0, 0.0, 0.0

    def save():
        path = os.path.join(a.checkpoints, "last.pt")
        state = {k: v.cpu() for k, v in net.state_dict().items()}
        torch.save({"model": state, "step": step, "tokens": tokens, "seconds": time.time() - begin, "config": config}, path + ".new")
        os.replace(path + ".new", path)

    while True:
        spent = time.time() - begin
        left = 1 - spent / (a.minutes * 60)
        if left <= 0:
            break
        scale = min(1.0, (step + 1) / 100, left / a.decay)
        before = time.time()
        drawn, first = first or source.get(), None
        waited += time.time() - before
        x, places, targets = on(a.device, *drawn)
        with torch.autocast(a.device, torch.bfloat16, enabled=a.half):
            loss = F.cross_entropy(net.logits(net(x, places)).float(), targets)
        loss.backward()
        opt.step(scale)
        step, tokens = step + 1, tokens + x.numel() + x.shape[0]
        if step % 50 == 0:
            mean = loss.item() if mean is None else 0.7 * mean + 0.3 * loss.item()
            if spent - shown > a.show_every:
                shown = spent
                print("step %d loss %.4f, %.0f tokens/s, %.1f M tokens, %.0f s (%.0f waited), rate %.2f, exact %.4f" % (
                    step, mean, tokens / spent, tokens / 1e6, spent, waited, scale, exact(net, tok, a.device, "check/%d" % step, 2048)), flush=True)
            if spent - saved > a.save_every:
                saved = spent
                save()
    save()
    print("end: step %d, %d samples, %.1f M tokens, %.0f s, exact %.4f" % (
        step, step * a.batch, tokens / 1e6, time.time() - begin, exact(net, tok, a.device, "end", 8192)), flush=True)
    for f in feeders:
        f.terminate()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoints", required=True)
    p.add_argument("--out", help="where the model is exported")
    p.add_argument("--minutes", type=float, default=300)
    p.add_argument("--decay", type=float, default=0.45, help="the last share of the time, in which the rate falls to zero")
    p.add_argument("--device", default="cpu", help="cpu or cuda")
    p.add_argument("--half", action="store_true", help="multiply matrices in bfloat16")
    p.add_argument("--hidden", type=int, default=256)
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--mlp", type=int, default=704)
    p.add_argument("--vocabulary", type=int, default=2048)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--feeders", type=int, default=1, help="processes that draw samples")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--export-only", action="store_true")
    p.add_argument("--save-every", type=float, default=120, help="seconds")
    p.add_argument("--show-every", type=float, default=20, help="seconds")
    a = p.parse_args()
    os.makedirs(a.checkpoints, exist_ok=True)
    tok = tokenizer(a.checkpoints, a.vocabulary, a.seed)
    if not a.export_only:
        train(a, tok)
    if a.out:
        saved = torch.load(os.path.join(a.checkpoints, "last.pt"), weights_only=True)
        nets.export(saved["model"], saved["config"], tok, a.out, generate.lexicon())
        print("exported step", saved["step"], "to", a.out)


if __name__ == "__main__":
    main()
