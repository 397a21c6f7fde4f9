"""The mean of some numbers, in two stages."""

from groundwork.command_line import run_stage, stages_of
from toy.stages import fit, numbers

STAGES = stages_of(numbers, fit)


def main(arguments):
    run_stage("toy", "1.0", __doc__, STAGES, arguments)
