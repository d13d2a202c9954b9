"""All named pipelines. A name here can stand in `prunir-opt -p` wherever a pass can."""

# What an exporter wrote becomes few kinds of operations: layers with bias, residual and activation, pools, and little else.
SIMPLIFY_GRAPH = ",".join(
    (
        # Plain forms first. Constants next: weights, scales and shapes that are computed are known from then on.
        "decompose-split",
        "fold-constants",
        # What does nothing stands between operations that belong together, so it goes before anything looks for neighbours.
        "remove-identities",
        "convert-matmul-to-gemm",
        # Channels are dimension 1 only after this, and the passes below look for channels. It comes before transposes of
        # single columns become reshapes, which do not sink; and after convert-matmul-to-gemm, since a gemm absorbs one.
        "sink-transposes",
        # Both make reshapes, of which canonicalize-views leaves one at most, and that may turn out to do nothing.
        "recognize-global-pool",
        "canonicalize-views",
        "remove-identities",
        # Before the additions and multiplications inside a formula are taken for biases and scales.
        "recognize-activations",
        # Everything per channel goes into weights and biases. A bias may stand between convolution and batch norm, so fuse-bias
        # comes first; batch norms fold directly, with one rounding; what is left of them becomes the affine that
        # fold-scale and fuse-bias take, from before a layer (where the shift must go first) or after it (where it goes last).
        "fuse-bias",
        "fold-batch-norm",
        "decompose-batch-norm",
        "combine-affine",
        "remove-identities",
        "fuse-bias",
        "fold-scale",
        "fuse-bias",
        # After fuse-bias: a layer with padding takes no shift of its input.
        "fold-pad",
        # The order of an epilogue: an activated sum takes no residual any more, nor a bias or scale.
        "fuse-residual",
        # Now it is known which layers still have room for an activation.
        "hoist-activations",
        "fuse-activation",
        # Only now: as convolutions they took biases, scales and activations, which reshapes would keep away. Of the new reshapes, those in a row
        # become one, and may do nothing.
        "convert-pointwise-conv-to-gemm",
        "canonicalize-views",
        "remove-identities",
        # Last of the rewrites of weights, so that each is transposed once.
        "canonicalize-gemm",
        # Equal constants become one, and the original weights go.
        "cse",
        "dce",
    )
)

# expand-math comes first, while functions still apply to whole vectors of `arith` types. Signatures and block arguments
# change before their users do, so that the conversions after them find `llvm` types and insert few casts.
LOWER_LOOPS_TO_LLVM = ",".join(
    (
        "expand-math",
        "flatten-loops",
        "convert-func-to-llvm",
        "convert-cf-to-llvm",
        "convert-arith-to-llvm",
        "convert-math-to-llvm",
        "convert-memref-to-llvm",
        "convert-vector-to-llvm",
        "convert-plan-to-llvm",
        # Once types are gone, more kernels are alike than were in the planned program.
        "share-kernels",
    )
)

# Whatever graph comes, planned or not by the passes above, what has no buffers or no kernel of its own goes first: parts of splits,
# batch norms, pruned weights that nobody packed. Layouts are a matter of values, so they are assigned before buffers exist; a
# schedule depends on the length of a plane, so it comes after both. Weights are packed, and phases and temporaries get their
# buffers, before memory is planned; barriers need to know which buffers share memory.
PLAN = ",".join(
    (
        "decompose-split",
        "decompose-batch-norm",
        "pack-weights",
        "assign-layouts",
        "bufferize",
        "schedule",
        "convert-nn-conv-to-plan",
        "convert-pconv-to-plan",
        "convert-nn-gemm-to-plan",
        "convert-nn-resize-to-plan",
        "fuse-elementwise",
        "plan-memory",
        "place-barriers",
    )
)

# Outlining first: a layer's loops then stand in a function of its own, shared by all layers like it. The conversions to loops
# are independent of each other. convert-plan-to-func last, since loops ask for thread numbers.
LOWER_PLAN_TO_LOOPS = ",".join(
    (
        "outline-kernels",
        "convert-plan-clear-to-loops",
        "convert-plan-phase-split-to-loops",
        "convert-plan-tap-conv-to-loops",
        "convert-plan-run-conv-to-loops",
        "convert-plan-depthwise-conv-to-loops",
        "convert-plan-linear-to-loops",
        "convert-plan-block-linear-to-loops",
        "convert-plan-resample-to-loops",
        "convert-nn-conv-to-loops",
        "convert-nn-elementwise-to-loops",
        "convert-nn-movement-to-loops",
        "convert-nn-matmul-to-loops",
        "convert-nn-pool-to-loops",
        "convert-nn-reduce-to-loops",
        "convert-plan-to-func",
    )
)


def pruning(
    *,
    group: int = 1,
    patterns: int = 8,
    entries: int = 4,
    connectivity: float = 3.6,
    pointwise: float = 3.6,
    fc: float = 1.0,
    fc_group: int = 16,
    balanced: bool = False,
) -> str:
    """One-shot pruning; at the default rates 8.1 times fewer weights in 3×3 layers, 3.6 times in 1×1 layers.

    `pruning(group=8, fc=10)` also takes 9 of 10 weights of the fully connected layers, the classifier included.

    patterns, entries: size of the pattern set, and entries that a pattern keeps of a 3×3 kernel.
    connectivity, pointwise: kernels for each that stays, and weights of 1×1 layers for each that stays; 1 leaves all.
    fc, fc_group: weights of fully connected layers for each that stays, in blocks of so many outputs; 1 leaves all.
    group, balanced: as in the passes.
    """
    # The patterns come before connectivity, which ranks kernels by what their patterns keep of them. Other layers are independent
    # of both. Weights are pruned as the model holds them, so this runs before any graph pass.
    steps = [f"select-patterns{{count={patterns} entries={entries}}}", f"assign-patterns{{group={group}}}"]
    rates = {"prune-connectivity": connectivity, "prune-unstructured": pointwise}
    evenly = f"balanced={str(balanced).lower()}"
    steps += [f"{name}{{rate={rate} group={group} {evenly}}}" for name, rate in rates.items()]
    if fc != 1:
        steps.append(f"prune-columns{{rate={fc} group={fc_group} {evenly}}}")
    return ",".join(steps)


def block_punching(*, rate: float = 3.6, filters: int = 8, channels: int = 4, balanced: bool = True) -> str:
    """One-shot pruning in blocks of filters × channels (KGS, where kernels are 3-D): `rate` times fewer weights in all convolutions but
    the first layer.

    A block of a 1×1 layer is a single weight of its filters, whatever the channels: fewer channels are the better choice there.
    """
    options = f"rate={rate} balanced={str(balanced).lower()}"
    punched = f"prune-block-punched{{{options} filters={filters} channels={channels}}}"
    return f"{punched},prune-unstructured{{{options} group={filters}}}"


# Detection comes after the graph passes: folding changes weights, but keeps zeros. Filters are reordered while weights are
# still dense, since packing writes them in that order.
EXPLOIT_ALL_SPARSITY = ",".join(("detect-sparsity", "convert-nn-to-pconv", "reorder-filters", "pack-weights"))

# The choice comes between detection and conversion: there it only has to take the annotation away. It looks at the whole graph,
# whose layouts decide how long planes are, so every layer has its final form by then.
EXPLOIT_SPARSITY = ",".join(
    ("detect-sparsity", "choose-sparse-layers", "convert-nn-to-pconv", "reorder-filters", "pack-weights")
)

PIPELINES: dict[str, str] = {
    "simplify-graph": SIMPLIFY_GRAPH,
    "prune": pruning(),
    "prune-4": pruning(group=4),
    "prune-8": pruning(group=8),
    "prune-kgs": block_punching(),
    "exploit-sparsity": EXPLOIT_SPARSITY,
    "exploit-all-sparsity": EXPLOIT_ALL_SPARSITY,
    "plan": PLAN,
    "lower-plan-to-loops": LOWER_PLAN_TO_LOOPS,
    # Canonicalization first: it brings equal operations to the same form, and so lets cse see that they are equal.
    "cleanup": "canonicalize,cse,dce",
    "lower-loops-to-llvm": LOWER_LOOPS_TO_LLVM,
}

LEVELS: dict[str, str] = {
    "import": "",
    "nn": "simplify-graph",
    "pconv": "exploit-sparsity",
    "plan": "plan",
    "loops": "lower-plan-to-loops",
    "llvm": "lower-loops-to-llvm,generate-entry-point",
}
"""The levels of IR from the top down, and the pipeline that leads to each from the one above."""
