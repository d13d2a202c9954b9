"""All named pipelines. A name here can stand in `prunir-opt -p` wherever a pass can."""

PIPELINES: dict[str, str] = {
    # Canonicalization first: it brings equal operations to the same form, and so lets cse see that they are equal.
    "cleanup": "canonicalize,cse,dce",
}
