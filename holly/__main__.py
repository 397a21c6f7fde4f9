"""`python -m holly STAGE …`."""

from holly.stages import main

main()
