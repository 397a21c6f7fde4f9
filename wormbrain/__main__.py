"""`python -m wormbrain STAGE …`."""

from wormbrain.stages import main

main()
