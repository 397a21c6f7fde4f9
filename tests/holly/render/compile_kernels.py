"""Compile the fused kernels for GPUs that need not be there; print one line per kernel and GPU."""

from itertools import product

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from holly.render import _cuda

SIZES = {
    "_forward": {"CULL": True, "BLOCK": 32, "TILE": 64},
    "_backward": {"BLOCK": 64, "TILE": 32},
}

for capability, name in product((80, 90), SIZES):
    kernel = getattr(_cuda, name)
    constants = SIZES[name] | {"WEIGHTED": True}
    signature = {
        argument: "constexpr"
        if argument in constants
        else "i32"
        if argument in ("points", "height", "width")
        else "*fp32"
        for argument in kernel.arg_names
    }
    source = ASTSource(fn=kernel, signature=signature, constexprs=constants)
    assembly = triton.compile(source, target=GPUTarget("cuda", capability, 32)).asm
    tensor_cores = "mma" in assembly["ptx"] and assembly["cubin"]
    print(name, capability, "tensor-cores" if tensor_cores else "cores")
