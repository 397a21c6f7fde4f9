"""`python -m holly STAGE …`."""

from holly.cli import main

main()
