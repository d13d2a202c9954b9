"""All named pipelines. A name here can stand in `prunir-opt -p` wherever a pass can."""

# expand-math comes first, while functions still apply to whole vectors of `arith` types. Signatures and block arguments
# change before their users do, so that the conversions after them find `llvm` types and insert few casts.
LOWER_LOOPS_TO_LLVM = ",".join(
    (
        "expand-math",
        "convert-scf-to-cf",
        "convert-func-to-llvm",
        "convert-cf-to-llvm",
        "convert-arith-to-llvm",
        "convert-math-to-llvm",
        "convert-memref-to-llvm",
        "convert-vector-to-llvm",
    )
)

PIPELINES: dict[str, str] = {
    # Canonicalization first: it brings equal operations to the same form, and so lets cse see that they are equal.
    "cleanup": "canonicalize,cse,dce",
    "lower-loops-to-llvm": LOWER_LOOPS_TO_LLVM,
}
