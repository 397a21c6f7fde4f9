"""Long work in steps, such as a training, that survives interruptions.

Work is any object with `step`, `steps`, `take_step()`, `state()` and `load_state()`:

    with exclusive(folder):
        checkpoint = Checkpoint(folder / "checkpoint.pt", settings, version="myprogram 1.0")
        checkpoint.load(work)
        take_turns([to_the_end(work, checkpoint)])
"""
