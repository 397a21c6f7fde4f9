"""Make a noisy toroid in the layout of the CEP152 file."""

from argparse import ArgumentParser, Namespace

from groundwork.command_line import add_output


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--particles", type=int, default=300)
    parser.add_argument("--localisations", type=int, default=400, help="per particle")
    parser.add_argument(
        "--bad", type=int, default=12, help="how many particles are spoilt on purpose"
    )
    parser.add_argument("--seed", type=int, default=1)
    add_output(parser, "the .mat file to write")


def run(a: Namespace) -> None:
    from holly.data.synthetic import write_synthetic_cep152

    write_synthetic_cep152(
        a.output,
        particles=a.particles,
        localisations=a.localisations,
        bad=a.bad,
        seed=a.seed,
    )
