"""GPU work that is recorded once and replayed, so that the host launches nothing anew."""

from collections.abc import Callable
from typing import Generic, TypeVar

import torch

Result = TypeVar("Result")
WARM_UP = 3  # calls before the recording, during which libraries choose their kernels


class Replay(Generic[Result]):
    """A function without arguments, replayed as one CUDA graph from its fourth call on.

    It must use the same tensors at every call and never wait for the device. The next call
    overwrites what it returned. On a CPU the function is simply called.
    """

    def __init__(self, function: Callable[[], Result], device: torch.device) -> None:
        self._function, self._device = function, device
        self._calls = 0
        self._graph: torch.cuda.CUDAGraph | None = None
        self._result: Result | None = None

    def __call__(self) -> Result:
        """Call, record or replay the function on the current stream (not the default one)."""
        if self._device.type != "cuda":
            return self._function()
        if self._calls < WARM_UP:
            self._calls += 1
            return self._function()
        if self._graph is None:
            graph = torch.cuda.CUDAGraph()
            torch.cuda.synchronize(self._device)
            with torch.cuda.graph(graph, stream=torch.cuda.current_stream(self._device)):
                self._result = self._function()
            self._graph = graph
        self._graph.replay()
        return self._result
