"""The step of `npm run bench` as a PyTorch program in the sources' style: einsum, all three positions, AdamW.

Not a dependency of the project. With PyTorch installed: python3 tests/bench/pytorch.py
Debian: apt-get install python3-torch libopenblas0-pthread (without OpenBLAS its products are 20 times slower).
Prints the median milliseconds of an epoch on one thread. Source of the style: Nanda et al. 2023, transformers.py.
"""
import json
import math
import os
import statistics
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when the library loads

import torch

torch.set_num_threads(1)
torch.manual_seed(0)
P, D, HEADS, D_HEAD, D_MLP = 113, 128, 4, 32, 512

pairs = torch.cartesian_prod(torch.arange(P), torch.arange(P))
pairs = pairs[torch.randperm(len(pairs))][: int(0.3 * P * P)]
tokens = torch.cat([pairs, torch.full((len(pairs), 1), P)], dim=1)
labels = pairs.sum(dim=1) % P


def parameter(*shape, scale):
    return torch.nn.Parameter(torch.randn(*shape) * scale)


s = 1 / math.sqrt(D)
W_E, W_pos = parameter(P + 1, D, scale=s), parameter(3, D, scale=s)
W_Q, W_K, W_V = (parameter(HEADS, D_HEAD, D, scale=s) for _ in range(3))
W_O = parameter(D, HEADS * D_HEAD, scale=s)
W_in, b_in = parameter(D_MLP, D, scale=s), parameter(D_MLP, scale=0)
W_out, b_out = parameter(D, D_MLP, scale=s), parameter(D, scale=0)
W_U = parameter(D, P, scale=1 / math.sqrt(P + 1))
parameters = [W_E, W_pos, W_Q, W_K, W_V, W_O, W_in, b_in, W_out, b_out, W_U]
mask = torch.tril(torch.ones(3, 3))


def logits(x):
    x = W_E[x] + W_pos
    q, k, v = (torch.einsum("ihd,bpd->biph", w, x) for w in (W_Q, W_K, W_V))
    scores = torch.einsum("biph,biqh->biqp", k, q) - 1e10 * (1 - mask)
    z = torch.einsum("biph,biqp->biqh", v, torch.softmax(scores / math.sqrt(D_HEAD), dim=-1))
    x = x + torch.einsum("df,bqf->bqd", W_O, z.transpose(1, 2).flatten(2))
    hidden = torch.relu(torch.einsum("md,bpd->bpm", W_in, x) + b_in)
    x = x + torch.einsum("dm,bpm->bpd", W_out, hidden) + b_out
    return (x @ W_U)[:, -1]


optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=1, betas=(0.9, 0.98))
times = []
for epoch in range(25):
    start = time.perf_counter()
    loss = -torch.log_softmax(logits(tokens), dim=-1).gather(1, labels[:, None]).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"torch": torch.__version__, "threads": 1, "msPerEpoch": round(statistics.median(times[5:]), 1), "loss": loss.item()}))
