"""The mean of some numbers, in two stages."""

from groundwork.command_line import run_stage


def main(arguments):
    run_stage("toy", "1.0", "toy.stages", ("numbers", "fit"), arguments)
