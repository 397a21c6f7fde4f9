"""Pages about the configuration that are written from its classes."""

from groundwork.settings.reference import commented_yaml, reference
from holly.settings import config, datasets, images, paper, picking, smlm
from holly.settings.recipes import Recipe
from holly.settings.shipped import RECIPES

PLACES = {
    config.Config: "(top level)",
    config.Experiment: "experiments.NAME",
    Recipe: "experiments.NAME.settings, recipes.NAME",
    datasets.SimulatedDataset: "datasets.NAME (kind: simulated)",
    images.Noise: "datasets.NAME.noise",
    smlm.Smlm: "datasets.NAME.smlm",
    smlm.Labelling: "datasets.NAME.smlm.labelling",
    smlm.Blinking: "datasets.NAME.smlm.blinking",
    smlm.Precision: "datasets.NAME.smlm.precision",
    smlm.Neighbours: "datasets.NAME.smlm.neighbours",
    smlm.Views: "datasets.NAME.smlm.views",
    smlm.Junk: "datasets.NAME.smlm.junk",
    datasets.LocalisationDataset: "datasets.NAME (kind: localisations)",
    picking.Picking: "datasets.NAME.pick",
    picking.Linking: "datasets.NAME.pick.link",
    images.CurationRules: "datasets.NAME.curation",
    datasets.StackDataset: "datasets.NAME (kind: stack)",
    datasets.ParticleDataset: "datasets.NAME (kind: particles)",
    datasets.ImageDataset: "datasets.NAME (kind: images)",
    datasets.Source: "datasets.NAME.source, authors",
    datasets.Synthetic: "datasets.NAME.source.synthetic",
    datasets.SimulatedFile: "datasets.NAME.source.simulated",
    datasets.Model: "models.NAME",
    datasets.Pinned: "download, accepted",
    config.Figures: "figures",
    config.Evaluation: "evaluation",
    paper.Paper: "paper",
    paper.PaperFigure: "paper.figures.NAME",
    paper.PaperVideo: "paper.videos.NAME",
    paper.PaperTable: "paper.tables.NAME",
    paper.PaperRow: "paper.tables.NAME.rows.RUN",
}
HEAD = """\
# Every key of the configuration

This page is written by `python -m holly reference`; do not edit it.

`config.yaml` is the whole paper, `demo.yaml` a small example, `npc.yaml` real data, `compare.yaml`
three recipes side by side. A file given with `--configfile` replaces `config.yaml`. If several are
given, they are merged, and later ones override earlier ones:
`--configfile config/config.yaml edit.yaml`.

## Recipes

An experiment names a recipe and changes some of its keys under `settings`. These recipes come with
holly; `holly recipes NAME` prints every key of one, to paste under `recipes`.

"""


def page() -> str:
    """The page that explains every key (config/README.md)."""
    recipes = "".join(f"- `{name}`: {shipped.about}\n" for name, shipped in RECIPES.items())
    return f"{HEAD}{recipes}\n{reference(PLACES)}"


def listed_recipes() -> str:
    """One line for each shipped recipe."""
    longest = max(map(len, RECIPES))
    return "".join(f"{name:{longest}}  {shipped.about}\n" for name, shipped in RECIPES.items())


def recipe_as_yaml(name: str) -> str:
    """A shipped recipe as part of a configuration: a recipe `my-NAME`, every key explained."""
    about, recipe = RECIPES[name]
    return f"# {about}\nrecipes:\n  my-{name}:\n{commented_yaml(recipe, indent=4)}"
