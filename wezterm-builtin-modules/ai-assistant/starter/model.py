"""A small Llama in plain torch, with Hugging Face's names, its tokenizer, and its export."""

import json
import math
import os

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIALS = ["<|pad|>", "<|user|>", "<|assistant|>", "<|end|>", "<|tools|>"]
PAD, USER, ASSISTANT, END, TOOLS = range(5)

# Words of plain English that carry their leading space, to shorten the questions.
# None of them is likely to be a slot's value, which must look the same wherever it stands.
GLUED = (
    "a all an and any are as below by can could do does down each every everything file files folder directory for from "
    "have help here how i in inside into is it its list me my named need of on only please recursively "
    "show that the them there these this to under use want what where which who whole with within "
    "without would you"
).split()

# Only the last question is rendered, and whether tools are offered: a system message that shows how
# to call one says so.
CHAT_TEMPLATE = (
    "{% set seen = namespace(text='', tools='') %}"
    "{% for m in messages %}"
    "{% if m['role'] == 'user' %}{% set seen.text = m['content'] %}{% endif %}"
    "{% if m['role'] == 'system' and '<tool_call>' in m['content'] %}{% set seen.tools = '<|tools|>' %}{% endif %}"
    "{% endfor %}"
    "{{ seen.tools }}<|user|>{{ seen.text }}<|assistant|>"
)


def prompt(question, tools):
    """The tokens of a prompt, from those of the question and whether tools are offered."""
    return [*([TOOLS] if tools else []), USER, *question, ASSISTANT]


def split_regex():
    """Each run of letters and each fence is a unit of its own; a digit, a sign or a space stands alone."""
    glued = "|".join(sorted(GLUED, key=lambda w: (-len(w), w)))
    return r"```sh\n|\n```\n| (?:" + glued + r")(?![A-Za-z0-9_./:@~\-])|[A-Za-z]+|[^A-Za-z]"


def byte_names():
    """The character that stands for each byte in a byte-level vocabulary."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    names, more = {b: chr(b) for b in kept}, 0
    for b in range(256):
        if b not in names:
            names[b], more = chr(256 + more), more + 1
    return names


def merge_fences(spec):
    """Add the merges that make one token of either fence around a command (a tokenizer as JSON)."""
    vocab, merges = spec["model"]["vocab"], spec["model"]["merges"]
    for left, right in ("`", "`"), ("``", "`"), ("```", "sh"), ("```sh", "\u010a"), ("\u010a", "```"), ("\u010a```", "\u010a"):
        vocab[left + right] = len(vocab)
        merges.append([left, right])
    return spec


def train_tokenizer(texts, vocab_size):
    """A byte-level BPE of `vocab_size` entries learnt from `texts`."""
    pre = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(split_regex()), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer, tok.decoder = pre, decoders.ByteLevel()
    tok.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=vocab_size, special_tokens=SPECIALS, show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return Tokenizer.from_str(json.dumps(merge_fences(json.loads(tok.to_str()))))


class NormFunction(torch.autograd.Function):
    """RMS norm with its own backward pass: PyTorch's is a chain of many small steps on a CPU."""

    @staticmethod
    def forward(ctx, x, weight, eps):
        size = x.shape[-1]
        inverse = (torch.linalg.vector_norm(x, dim=-1, keepdim=True).square_().div_(size).add_(eps)).rsqrt_()
        ctx.save_for_backward(x, weight, inverse)
        return (x * inverse).mul_(weight)

    @staticmethod
    def backward(ctx, g):
        x, weight, inverse = ctx.saved_tensors
        product = g * x
        along = torch.mv(product.reshape(-1, x.shape[-1]), weight).view(inverse.shape)
        gw = (inverse.reshape(1, -1) @ product.reshape(-1, x.shape[-1])).view(-1)
        gx = (g * weight).mul_(inverse)
        gx.addcmul_(x, along.mul_(inverse.pow(3)).div_(-x.shape[-1]))
        return gx, gw, None


class Norm(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(c["hidden_size"])), c["rms_norm_eps"]

    def forward(self, x):
        return NormFunction.apply(x, self.weight, self.eps)


class GateFunction(torch.autograd.Function):
    """silu(gate) * up, with its own backward pass for the same reason."""

    @staticmethod
    def forward(ctx, gate, up):
        ctx.save_for_backward(gate, up)
        return F.silu(gate).mul_(up)

    @staticmethod
    def backward(ctx, g):
        gate, up = ctx.saved_tensors
        s = torch.sigmoid(gate)
        silu = gate * s
        slope = torch.addcmul(silu, s, silu, value=-1).add_(s)
        return slope.mul_(up).mul_(g), silu.mul_(g)


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads, self.dim = c["num_attention_heads"], c["head_dim"]
        h, inner = c["hidden_size"], c["num_attention_heads"] * c["head_dim"]
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(h, inner, bias=False) for _ in range(3))
        self.o_proj = nn.Linear(inner, h, bias=False)

    def forward(self, x, cos, sin, places=None):
        b, n, _ = x.shape
        q, k, v = (p(x).view(b, n, self.heads, self.dim).transpose(1, 2)
                   for p in (self.q_proj, self.k_proj, self.v_proj))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        y = y.transpose(1, 2).reshape(b, n, -1)
        return self.o_proj(y if places is None else y.flatten(0, 1)[places])


def rotate(x, cos, sin):
    """Rotary positions as Hugging Face lays them out (rotate_half)."""
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class MLP(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.gate_proj = nn.Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.up_proj = nn.Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.down_proj = nn.Linear(c["intermediate_size"], c["hidden_size"], bias=False)

    def forward(self, x):
        return self.down_proj(GateFunction.apply(self.gate_proj(x), self.up_proj(x)))


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.input_layernorm = Norm(c)
        self.self_attn = Attention(c)
        self.post_attention_layernorm = Norm(c)
        self.mlp = MLP(c)

    def forward(self, x, cos, sin, places=None):
        y = self.self_attn(self.input_layernorm(x), cos, sin, places)
        x = y + (x if places is None else x.flatten(0, 1)[places])
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """The model; `forward` returns the last hidden states, `logits` reads the tied embedding.

    With `places` (indices into the flattened batch) only their states are computed in the last layer and returned.
    """

    def __init__(self, c):
        super().__init__()
        self.config = c
        self.embed_tokens = nn.Embedding(c["vocab_size"], c["hidden_size"])
        self.layers = nn.ModuleList(Layer(c) for _ in range(c["num_hidden_layers"]))
        self.norm = Norm(c)
        half = c["head_dim"] // 2
        angles = torch.arange(c["max_position_embeddings"])[:, None] * (
            c["rope_theta"] ** (-torch.arange(half) / half))[None]
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        nn.init.normal_(self.embed_tokens.weight, std=0.02)
        for name, p in self.named_parameters():
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                nn.init.zeros_(p)
            elif p.ndim == 2 and "embed" not in name:
                nn.init.normal_(p, std=1 / math.sqrt(p.shape[1]))

    def forward(self, ids, places=None):
        n = ids.shape[1]
        x, cos, sin = self.embed_tokens(ids), self.cos[:n], self.sin[:n]
        for layer in self.layers[:-1]:
            x = layer(x, cos, sin)
        return self.norm(self.layers[-1](x, cos, sin, places))

    def logits(self, hidden):
        return F.linear(hidden, self.embed_tokens.weight)


def make_config(vocab_size, hidden, layers, mlp, head_dim=32):
    """The contents of config.json."""
    return {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": vocab_size,
        "hidden_size": hidden, "intermediate_size": mlp, "num_hidden_layers": layers,
        "num_attention_heads": hidden // head_dim, "num_key_value_heads": hidden // head_dim,
        "head_dim": head_dim, "hidden_act": "silu", "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
        "rope_scaling": None, "max_position_embeddings": 2048, "tie_word_embeddings": True,
        "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0, "initializer_range": 0.02,
        "bos_token_id": None, "eos_token_id": END, "pad_token_id": PAD, "use_cache": True,
        "torch_dtype": "bfloat16",
    }


def export(state, config, tok, out, lexicon):
    """Write the files that an engine for Hugging Face models loads, and the constraint's lexicon beside them."""
    os.makedirs(out, exist_ok=True)
    save_file({"model." + k: v.to(torch.bfloat16).contiguous() for k, v in state.items()},
              os.path.join(out, "model.safetensors"), metadata={"format": "pt"})
    files = {
        "config.json": config,
        "generation_config.json": {"bos_token_id": None, "eos_token_id": END, "pad_token_id": PAD,
                                   "do_sample": False, "max_new_tokens": 200},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 2048, "bos_token": None,
            "eos_token": SPECIALS[END], "pad_token": SPECIALS[PAD], "unk_token": None,
            "clean_up_tokenization_spaces": False, "chat_template": CHAT_TEMPLATE},
        "lexicon.json": lexicon,
    }
    for name, value in files.items():
        with open(os.path.join(out, name), "w") as f:
            json.dump(value, f, indent=1)
            f.write("\n")
    tok.save(os.path.join(out, "tokenizer.json"))
    for name in os.listdir(out):
        os.chmod(os.path.join(out, name), 0o644)


def load(folder):
    """The exported model (in f32), its tokenizer, and its lexicon."""
    with open(os.path.join(folder, "config.json")) as f:
        model = Llama(json.load(f))
    state = load_file(os.path.join(folder, "model.safetensors"))
    model.load_state_dict({k.removeprefix("model."): v.float() for k, v in state.items()})
    with open(os.path.join(folder, "lexicon.json")) as f:
        lexicon = json.load(f)
    return model.eval(), Tokenizer.from_file(os.path.join(folder, "tokenizer.json")), lexicon
