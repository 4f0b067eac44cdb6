"""The small centre-point detector of server/ml/architectures/center-point.ts in PyTorch: center-point.py OUTPUTS WIDTH HEIGHT BATCH STEPS THREADS.

Trains on random images and prints {"weights": number of them, "imagesPerSecond": speed without the first steps} as JSON.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

UNMEASURED_STEPS = 3
GRADIENT_NORM = 10
outputs, width, height, batch, steps, threads = (int(word) for word in sys.argv[1:7])
torch.manual_seed(0)
torch.set_num_threads(threads)


class Convolution(nn.Module):
    def __init__(self, before, after, size=3, stride=1, rectified=True):
        super().__init__()
        self.filter = nn.Conv2d(before, after, size, stride, size // 2, bias=False)
        self.normalization = nn.BatchNorm2d(after, eps=1e-3)
        self.rectified = rectified

    def forward(self, x):
        y = self.normalization(self.filter(x))
        return F.relu(y) if self.rectified else y


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = Convolution(channels, channels)
        self.second = Convolution(channels, channels, rectified=False)

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class CenterPoint(nn.Module):
    def __init__(self):
        super().__init__()
        self.to4 = nn.Sequential(Convolution(3, 16, stride=2), Convolution(16, 32, stride=2), Residual(32))
        self.to8 = nn.Sequential(Convolution(32, 64, stride=2), Residual(64))
        self.to16 = nn.Sequential(Convolution(64, 128, stride=2), Residual(128))
        self.up8, self.side8, self.merge8 = Convolution(128, 64, 1), Convolution(64, 64, 1), Convolution(64, 64)
        self.up4, self.side4, self.merge4 = Convolution(64, 32, 1), Convolution(32, 32, 1), Convolution(32, 32)
        self.head, self.last = Convolution(32, 48), nn.Conv2d(48, outputs, 1)

    def forward(self, images):
        at4 = self.to4(images)
        at8 = self.to8(at4)
        back8 = self.merge8(F.interpolate(self.up8(self.to16(at8)), scale_factor=2.0) + self.side8(at8))
        back4 = self.merge4(F.interpolate(self.up4(back8), scale_factor=2.0) + self.side4(at4))
        return self.last(self.head(back4))


network = CenterPoint().to(memory_format=torch.channels_last).train()
weights = list(network.parameters())
optimizer = torch.optim.AdamW(weights, 2e-3)
images = torch.randn(batch, 3, height, width).to(memory_format=torch.channels_last)
truth = torch.rand(batch, outputs, height // 4, width // 4)

for step in range(steps + UNMEASURED_STEPS):
    if step == UNMEASURED_STEPS:
        started = time.perf_counter()
    optimizer.zero_grad()
    F.mse_loss(network(images), truth).backward()
    nn.utils.clip_grad_norm_(weights, GRADIENT_NORM)
    optimizer.step()

seconds = time.perf_counter() - started
print(json.dumps({"weights": sum(weight.numel() for weight in weights), "imagesPerSecond": steps * batch / seconds}))
