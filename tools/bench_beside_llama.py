#!/usr/bin/env python3
"""Measures `wezterm ai bench` beside llama.cpp: the same file, the same prompts, the same threads, by turns.

    pip install xllamacpp
    tools/bench_beside_llama.py --model /tmp/random-1b-q4_0.gguf --wezterm target/debug/wezterm

Prints one table with medians, ranges and ratios. Both run in processes of their own, one after the other,
several rounds of it, so that what else the machine does falls on both alike; the load is told before and after.
mistral.rs computes with as many threads as RAYON_NUM_THREADS says, which this program sets. On a machine that
is busy compare CPU times, with --threads 1: threads that wait for others that were put aside count for nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

FIGURES = [
    ("reading, tokens/s", "prompt_tokens_per_second"),
    ("answering, tokens/s", "tokens_per_second"),
    ("first token, ms", "first_token_ms"),
    ("first token of the next question, ms", "follow_up_first_token_ms"),
    ("CPU time per token read, ms", "prompt_cpu_ms_per_token"),
    ("CPU time per token answered, ms", "cpu_ms_per_token"),
]
FOLLOW_UP = "b b b b"


def of_llama(args):
    """Asks llama.cpp in this process and writes what it took as JSON. Time is measured from outside, too."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = args.model
    params.n_ctx = 2 * (args.prompt_tokens + args.tokens) + 128
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = args.threads
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.verbosity = -1
    begun = time.perf_counter()
    server = xllamacpp.Server(params)
    loaded = time.perf_counter() - begun

    def ask(messages, tokens):
        request = {
            "messages": messages,
            "max_tokens": tokens,
            "temperature": 0,
            "ignore_eos": True,
            "cache_prompt": True,
            "stream": True,
            "timings_per_token": True,
            "stream_options": {"include_usage": True},
        }
        begun, begun_cpu = time.perf_counter(), time.process_time()
        seen = {"first": None, "last": None, "text": "", "timings": {}, "usage": {}}

        def piece(chunk):
            now = time.perf_counter() - begun, time.process_time() - begun_cpu
            for one in chunk if isinstance(chunk, list) else [chunk]:
                one = json.loads(one) if isinstance(one, (str, bytes)) else one
                if "error" in one:
                    sys.exit(f"llama.cpp: {one}")
                seen["timings"] = one.get("timings") or seen["timings"]
                seen["usage"] = one.get("usage") or seen["usage"]
                for choice in one.get("choices", []):
                    text = choice.get("delta", {}).get("content")
                    if text:
                        seen["first"] = seen["first"] or now
                        seen["text"] += text
                        seen["last"] = now
            return False

        server.handle_chat_completions(request, piece)
        return seen

    def user(text):
        return {"role": "user", "content": text}

    def prompt(number, units):
        return user("bcdefghijklmnopqrstuvwxyz"[number % 25] + " a" * units)

    def counted(answer):
        return answer["usage"]["prompt_tokens"]

    few, many = (counted(ask([prompt(0, units)], 1)) for units in (8, 24))
    units = round(8 + (args.prompt_tokens - few) / ((many - few) / 16))
    runs = []
    for number in range(1, args.runs + 1):
        question = prompt(number, units)
        answer = ask([question], args.tokens)
        next_one = ask([question, {"role": "assistant", "content": answer["text"]}, user(FOLLOW_UP)], 1)
        count = answer["usage"]["completion_tokens"]
        runs.append(
            {
                "prompt_tokens": counted(answer),
                "tokens": count,
                "first_token_ms": answer["first"][0] * 1e3,
                "prompt_tokens_per_second": counted(answer) / answer["first"][0],
                "tokens_per_second": (count - 1) / (answer["last"][0] - answer["first"][0]),
                "prompt_cpu_ms_per_token": answer["first"][1] * 1e3 / counted(answer),
                "cpu_ms_per_token": (answer["last"][1] - answer["first"][1]) * 1e3 / (count - 1),
                "follow_up_first_token_ms": next_one["first"][0] * 1e3,
                "timings": answer["timings"],
            }
        )
    # Its own threads may not end by themselves.
    print(json.dumps({"load_s": loaded, "runs": runs}), flush=True)
    os._exit(0)


def run(command, threads):
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout[done.stdout.index("{") :])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, metavar="GGUF")
    parser.add_argument("--wezterm", default="target/debug/wezterm")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--prompt-tokens", type=int, default=128)
    parser.add_argument("--tokens", type=int, default=32)
    parser.add_argument("--runs", type=int, default=2, help="in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--llama", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.llama:
        of_llama(args)
    lengths = ["--prompt-tokens", str(args.prompt_tokens), "--tokens", str(args.tokens), "--runs", str(args.runs)]
    ours = [args.wezterm, "-n", "ai", "bench", "--model", os.path.abspath(args.model), "--device", "cpu", "--json"]
    theirs = [sys.executable, __file__, "--llama", "--model", args.model, "--threads", str(args.threads)]
    seen = {"wezterm": [], "llama.cpp": []}
    loads, load_before = {"wezterm": [], "llama.cpp": []}, os.getloadavg()[0]
    for number in range(args.rounds):
        print(f"round {number + 1} of {args.rounds}", file=sys.stderr)
        for name, command in (("wezterm", ours + lengths), ("llama.cpp", theirs + lengths)):
            report = run(command, args.threads)
            seen[name] += report["runs"]
            loads[name].append(report["load_s"])
            if name == "wezterm":
                about = report
    tokens = {name: {(run["prompt_tokens"], run["tokens"]) for run in runs} for name, runs in seen.items()}
    print(f"{about['model']} ({about['quantization']}), {args.threads} threads, kernels: {', '.join(about['kernels'])}")
    print(f"tokens of prompt and answer: {tokens}")
    print(f"load of the machine before and after: {load_before:.1f}, {os.getloadavg()[0]:.1f}\n")
    print("| | wezterm | llama.cpp | ratio |\n|---|---|---|---|")

    def shown(values):
        return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"

    for label, key in FIGURES:
        values = [[run[key] for run in seen[name]] for name in ("wezterm", "llama.cpp")]
        ratio = statistics.median(values[0]) / statistics.median(values[1])
        print(f"| {label} | {shown(values[0])} | {shown(values[1])} | {ratio:.2f} |")
    values = [loads["wezterm"], loads["llama.cpp"]]
    ratio = statistics.median(values[0]) / statistics.median(values[1])
    print(f"| loaded in, s | {shown(values[0])} | {shown(values[1])} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
