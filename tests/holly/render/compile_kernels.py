"""Compile the fused kernels for cards that need not be there; a line each tells what they use."""

from itertools import product

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from holly.render import PRECISIONS, _cuda

SIZES = {
    "_forward": {"CULL": True, "BLOCK": 32, "TILE": 64},
    "_backward": {"BLOCK": 64, "TILE": 32},
}
VARIANTS = [(80, "float32"), *product([90], PRECISIONS)]

for (card, precision), name in product(VARIANTS, SIZES):
    kernel = getattr(_cuda, name)
    constants = SIZES[name] | {"WEIGHTED": True, "PRECISION": precision, "NARROW": True}
    signature = {
        argument: "constexpr"
        if argument in constants
        else "i32"
        if argument in ("points", "height", "width")
        else "*fp32"
        for argument in kernel.arg_names
    }
    source = ASTSource(fn=kernel, signature=signature, constexprs=constants)
    assembly = triton.compile(source, target=GPUTarget("cuda", card, 32)).asm
    tensor_cores = "mma" in assembly["ptx"] and assembly["cubin"]
    print(name, card, precision, "tensor-cores" if tensor_cores else "cores")
