"""Self-prediction probes in PyTorch, float64: makes tests/fixtures/probe.json.

    npx node tests/reference/probeSetup.ts | python3 tests/reference/probe.py > tests/fixtures/probe.json

Written from the description of "Grokking as Manifold Selection Under Constraint", with its two phases, its own
forward pass for each, and a buffer of past activations; nothing is shared with the TypeScript but the start.
"""
import json
import math
import sys
from collections import deque

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
setup = json.load(sys.stdin)
config = setup["model"]
heads, d_head = config["nHeads"], config["dHead"]


def tensors(table):
    return {name: torch.tensor(t["data"], dtype=torch.float64).reshape(t["shape"]) for name, t in table.items()}


def examples(table):
    return {name: torch.tensor(values) for name, values in table.items()}


train, test = examples(setup["train"]), examples(setup["test"])
noise = torch.tensor(setup["noise"], dtype=torch.float64).reshape(len(train["a"]), config["dMlp"])
permutation = torch.tensor(setup["permutation"])


def forward(w, data):
    """Logits at "=", and input and activations of the MLP there. All three positions are computed."""
    equals = w["W_E"].shape[0] - 1
    tokens = torch.stack([data["a"], data["b"], torch.full_like(data["a"], equals)], 1)
    x = w["W_E"][tokens] + w["W_pos"]
    q, k, v = (torch.einsum("npd,hde->nhpe", x, w["blocks.0." + name]) for name in ("W_Q", "W_K", "W_V"))
    scores = torch.einsum("nhpe,nhse->nhps", q, k) / math.sqrt(d_head)
    scores = scores.masked_fill(torch.triu(torch.ones(3, 3, dtype=torch.bool), 1), -math.inf)
    mixed = torch.einsum("nhps,nhse->nhpe", scores.softmax(-1), v)
    x = x + torch.einsum("nhpe,hed->npd", mixed, w["blocks.0.W_O"])
    mlp_in = x[:, -1]
    hidden = torch.relu(mlp_in @ w["blocks.0.W_in"] + w["blocks.0.b_in"])
    out = mlp_in + hidden @ w["blocks.0.W_out"] + w["blocks.0.b_out"]
    return out @ w["W_U"], mlp_in, hidden


def predict(f, x):
    return torch.relu(x @ f["W_1"] + f["b_1"]) @ f["W_2"] + f["b_2"]


def mse(x, y):
    return ((x - y) ** 2).mean()


def run(regularizer):
    w = {name: value.requires_grad_() for name, value in tensors(setup["parameters"]).items()}
    o = setup["optimizer"]
    model_optimizer = torch.optim.AdamW(
        w.values(), lr=o["learningRate"], betas=o["betas"], eps=o["epsilon"], weight_decay=o["weightDecay"]
    )
    is_probe = regularizer["name"] == "probe@1"
    offsets = [int(k) for k in regularizer["stencil"].split(",")] if is_probe else []
    lag, rate = regularizer.get("lag", 1), regularizer.get("learningRate", 1e-3)
    drawn = tensors(setup["probes"])
    probes, optimizers = {}, {}
    for offset in offsets:
        prefix = f"probe/{'+' if offset > 0 else ''}{offset}/"
        probes[offset] = {n: drawn[prefix + n].clone().requires_grad_() for n in ("W_1", "b_1", "W_2", "b_2")}
        optimizers[offset] = torch.optim.Adam(probes[offset].values(), lr=rate)
    buffer = deque(maxlen=lag)
    losses = {"trainLoss": [], "testLoss": []}

    def evaluate():
        with torch.no_grad():
            for name, data in (("trainLoss", train), ("testLoss", test)):
                losses[name].append(torch.nn.functional.cross_entropy(forward(w, data)[0], data["target"]).item())

    for _ in range(setup["epochs"]):
        evaluate()
        # Phase 1: the model is frozen, the probes learn.
        with torch.no_grad():
            _, mlp_in, hidden = forward(w, train)
        past = buffer[0] if len(buffer) == lag else None
        if past is not None and regularizer.get("pairing") == "shuffled":
            past = (past[0][permutation], past[1][permutation])
        active = [k for k in offsets if k == 0 or past is not None]

        def pair(k, inputs, targets):
            return (past[0] if k > 0 else inputs, past[1] if k < 0 else targets)

        for k in active:
            if regularizer.get("learns") == "nothing":
                continue
            x, y = pair(k, mlp_in, hidden)
            if regularizer.get("learns") == "noise":
                y = noise * (y ** 2).mean().sqrt()
            optimizers[k].zero_grad()
            mse(predict(probes[k], x), y).backward()
            optimizers[k].step()
        # Phase 2: the probes are frozen, the model learns on a fresh forward pass.
        model_optimizer.zero_grad()
        logits, live_in, live_hidden = forward(w, train)
        loss = torch.nn.functional.cross_entropy(logits, train["target"])
        weight = regularizer.get("weight", 0.1)
        if is_probe:
            for k in active:
                x, y = live_in, live_hidden
                if k == 0 and regularizer.get("gradient") == "input":
                    y = y.detach()
                if k == 0 and regularizer.get("gradient") == "target":
                    x = x.detach()
                inputs, targets = pair(k, x, y)
                error = mse(predict(probes[k], inputs), targets)
                if regularizer.get("error") == "relative":
                    error = error / targets.var(0, unbiased=False).mean()
                if regularizer.get("error") == "unit-relative":
                    own = targets.var(0, unbiased=False)
                    error = (((predict(probes[k], inputs) - targets) ** 2).mean(0) / (own + 0.01 * own.mean())).mean()
                loss = loss + weight * error
        else:
            loss = loss + weight * (live_hidden ** 2).mean()
        loss.backward()
        model_optimizer.step()
        buffer.append((mlp_in, hidden))
    evaluate()
    return losses, {name: value.detach().flatten().tolist() for name, value in w.items()}


STENCILS = ["-1", "0", "+1", "-1,0", "-1,+1", "0,+1", "-1,0,+1"]
RUNS = [(f"stencil {s}", {"stencil": s}) for s in STENCILS] + [
    ("lag 5", {"stencil": "-1,+1", "lag": 5}),
    ("through the input alone", {"stencil": "0", "gradient": "input"}),
    ("through the activations alone", {"stencil": "0", "gradient": "target"}),
    ("shuffled", {"stencil": "-1,0,+1", "pairing": "shuffled"}),
    ("probes that learn noise", {"stencil": "0", "learns": "noise"}),
    ("probes that learn nothing", {"stencil": "0", "learns": "nothing"}),
    ("a larger weight", {"stencil": "-1,0,+1", "weight": 1.0}),
    ("relative error", {"stencil": "-1,0,+1", "error": "relative"}),
    ("relative error of each unit", {"stencil": "-1,0,+1", "error": "unit-relative"}),
]
results = []
for name, options in RUNS:
    regularizer = {"name": "probe@1", "hidden": 6, **options}
    results.append((name, regularizer, *run(regularizer)))
results.append(("activation L2", {"name": "activation-l2@1", "weight": 0.1}, *run({"name": "activation-l2@1"})))
print(
    json.dumps(
        [
            {
                "name": name,
                "regularizer": regularizer,
                **{key: [float(f"{x:.9g}") for x in values] for key, values in losses.items()},
                "weights": {
                    n: [float(f"{x:.7g}") for x in values]
                    for n, values in weights.items()
                    if n in ("W_U", "blocks.0.W_in", "blocks.0.b_in")
                },
            }
            for name, regularizer, losses, weights in results
        ]
    )
)
