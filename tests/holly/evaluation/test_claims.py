import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from result_files import EVALUATION, RUN, write_history

from groundwork.errors import InputError
from holly.evaluation.claims import Test as ClaimTest
from holly.evaluation.claims import read_claims
from holly.evaluation.judge import describe, judge, write_verdicts
from holly.results.summary import read_verdicts
from holly.settings.load import load
from holly.stages import main

CONFIG = Path(__file__).parents[3] / "config"
HISTORY = {
    **{"epoch": [0.1, 0.5, 1.0], "sigma_in": [5, 4, 2], "sigma_out": [6, 4, 3]},
    **{"loss": [20, 10, 5], "heldout_loss": [22, 11, 6]},
}


@pytest.fixture
def results(tmp_path):
    folder = tmp_path / "results"
    evaluate(folder, "good", [0.05, 0.06, 0.07], mirrored=(True, False, False))
    evaluate(folder, "bad", [0.2, 0.25, 0.3])
    evaluate(folder, "mixed", [0.05, 0.1, 0.3])
    evaluate(folder, "ring", [None, None], shape={"ring_diameter": 396.0, "hollowness": 0.01})
    write_history(folder / "runs/good/1/history.csv", **HISTORY)
    return folder


def evaluate(folder, name, rmsds, mirrored=(False, False, False), **more):
    for number, rmsd in enumerate(rmsds, 1):
        (folder / "runs" / name / str(number)).mkdir(parents=True)
        (folder / f"runs/{name}/{number}/run.json").write_text(json.dumps(RUN | {"seconds": 90}))
        path = folder / "evaluation" / name / f"{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        hand = None if rmsd is None else mirrored[number - 1]
        entries = {"rmsd": rmsd, "random_rmsd": 0.28, "mirrored": hand, "shape": None}
        path.write_text(json.dumps(EVALUATION | entries | more))


def claims(folder, *tests):
    path = folder / "claims.yaml"
    row = {"id": "one", "claim": "It is so.", "source": "section 1", "tests": list(tests)}
    path.write_text(yaml.safe_dump([row]))
    return read_claims(path)


def verdict(results, *tests):
    return vars(judge(claims(results, *tests), results)[0])


@pytest.mark.parametrize(
    ("test", "expected", "figure"),
    [
        ({"metric": "rmsd", "experiments": ["good"], "below": 0.1}, "holds", "good 0.06"),
        ({"metric": "rmsd", "experiments": ["bad"], "below": 0.1}, "fails", "bad 0.25"),
        ({"metric": "rmsd", "experiments": ["bad"], "above": 0.1}, "holds", "bad 0.25"),
        ({"metric": "rmsd / random_rmsd", "experiments": ["good"], "below": 0.5}, "holds", "0.214"),
        ({"metric": "rmsd", "experiments": ["mixed"], "below": 0.2}, "holds", "mixed 0.1"),
        (
            {"metric": "rmsd", "experiments": ["mixed"], "below": 0.2, "over": "every"},
            "fails",
            "mixed 0.05 to 0.3",
        ),
        (
            {"metric": "shape.ring_diameter", "experiments": ["ring"], "between": [360, 440]},
            "holds",
            "ring 396",
        ),
        (
            {"metric": "shape.ring_diameter", "experiments": ["ring"], "between": [100, 200]},
            "fails",
            "ring 396",
        ),
        (
            {"metric": "rmsd", "experiments": ["bad"], "above": 2, "than": "good"},
            "holds",
            "(good 0.06",
        ),
        (
            {"metric": "rmsd", "experiments": ["bad"], "below": 2, "than": "good"},
            "fails",
            "bad 0.25",
        ),
        (
            {
                **{"metric": "mirrored", "experiments": ["good", "bad"]},
                **{"between": [0.1, 0.9], "over": "pooled-mean"},
            },
            "holds",
            "6 replicates 0.167",
        ),
        (
            {
                **{"metric": "rmsd", "experiments": ["good"]},
                **{"between": [0.5, 1], "over": "mirrored-to-not"},
            },
            "holds",
            "0.769",
        ),
        (
            {"metric": "rmsd", "experiments": ["good", "bad"], "below": 1, "over": "pooled-median"},
            "holds",
            "6 replicates 0.135",
        ),
        (
            {"metric": "history.sigma_out / history.sigma_in", "experiments": ["good"], "above": 1},
            "holds",
            "good 1.5",
        ),
        (
            {"metric": "early.heldout_loss / early.loss", "experiments": ["good"], "below": 1.2},
            "holds",
            "good 1.1",
        ),
        ({"metric": "run.seconds", "experiments": ["good"], "below": 100}, "holds", "good 90"),
    ],
)
def test_each_kind_of_test_reaches_its_verdict(results, test, expected, figure):
    found = verdict(results, test)
    assert found["verdict"] == expected
    assert figure in found["figure"]
    assert found["missing"] == []


@pytest.mark.parametrize(
    ("test", "missing"),
    [
        ({"metric": "rmsd", "experiments": ["good", "absent"], "below": 0.1}, ["absent"]),
        ({"metric": "rmsd", "experiments": ["good"], "below": 1, "than": "absent"}, ["absent"]),
        ({"metric": "shape.height", "experiments": ["ring"], "above": 1}, ["ring"]),
        ({"metric": "history.loss", "experiments": ["bad"], "above": 1}, ["bad"]),
        (
            {
                **{"metric": "false_symmetry", "experiments": ["good"]},
                **{"below": 1, "over": "mirrored-to-not"},
            },
            ["good"],  # none of them has one, and nothing can be divided by zero
        ),
        (
            {"metric": "rmsd", "experiments": ["bad"], "below": 1, "over": "mirrored-to-not"},
            ["bad"],
        ),
    ],
)
def test_what_the_results_do_not_hold_is_not_run_and_named(results, test, missing):
    found = verdict(results, test)
    assert (found["verdict"], found["missing"]) == ("not run", missing)


def test_one_failing_test_decides_whatever_is_missing(results):
    found = verdict(results, {"metric": "rmsd", "experiments": ["bad", "absent"], "below": 0.1})
    assert (found["verdict"], found["missing"]) == ("fails", ["absent"])
    good = {"metric": "rmsd", "experiments": ["good"], "below": 0.1}
    assert verdict(results, good, good | {"below": 0.01})["verdict"] == "fails"
    assert verdict(results, good, good | {"experiments": ["absent"]})["verdict"] == "not run"


def test_a_false_symmetry_counts_as_one_and_none_as_zero(results):
    evaluate(
        results,
        "two-headed",
        [0.2, 0.2],
        false_symmetry={"kind": "mirror", "sentence": "It has one."},
    )
    evaluate(results, "one-headed", [0.1, 0.1], false_symmetry=None)
    tested = {"metric": "false_symmetry", "above": 0.5, "over": "pooled-mean"}
    assert verdict(results, tested | {"experiments": ["two-headed"]})["verdict"] == "holds"
    assert verdict(results, tested | {"experiments": ["one-headed"]})["verdict"] == "fails"


@given(st.floats(0.001, 10), st.floats(0.001, 10), st.floats(0.1, 10))
def test_below_and_above_exclude_each_other(value, bound, unit):
    below = ClaimTest("rmsd", ("a",), below=bound).passes(value, unit)
    above = ClaimTest("rmsd", ("a",), above=bound).passes(value, unit)
    assert not (below and above)
    assert below or above or value == bound * unit


@pytest.mark.parametrize("bound", [0.01, 1.0])
def test_the_command_prints_a_table_and_ends_with_one_where_a_claim_fails(results, bound, capsys):
    claims(results, {"metric": "rmsd", "experiments": ["good"], "below": bound})
    output, markdown = results / "claims.json", results / "claims.md"
    arguments = ["--output", str(output), "--markdown", str(markdown)]
    main(["claims", str(results / "claims.yaml"), str(results), *arguments])
    fails = bound == 0.01
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(output)])
    assert ended.value.code == fails
    said = capsys.readouterr().out
    assert said.startswith("fails    one  rmsd: good 0.06" if fails else "holds    one")
    assert ("0 hold, 1 fail, 0 not run." if fails else "1 hold, 0 fail, 0 not run.") in said
    keys = {"id", "claim", "expected", "source", "figure", "verdict", "missing"}
    assert set(json.loads(output.read_text())[0]) == keys
    assert "| It is so. | rmsd below" in markdown.read_text()


ROW = {
    **{"id": "one", "claim": "It is so.", "source": "section 1"},
    "tests": [{"metric": "rmsd", "experiments": ["a"], "below": 1}],
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("{", "not YAML"),
        ("a: 1", "not a list of claims"),
        ([3], "claim 'number 1': not a map"),
        ([ROW | {"ids": 1}], "claim 'one': unknown key 'ids'; allowed: id, claim, source, tests"),
        ([{k: v for k, v in ROW.items() if k != "source"}], "claim 'one': no key 'source'"),
        ([ROW | {"tests": []}], "claim 'one': tests: give a list"),
        ([ROW | {"tests": [{"metric": "rmsd", "experiments": ["a"]}]}], "exactly one of below"),
        ([ROW | {"tests": [ROW["tests"][0] | {"over": "all"}]}], "over: 'all'; allowed: median"),
        ([ROW | {"tests": [ROW["tests"][0] | {"below": "low"}]}], "below: not a number"),
        ([ROW | {"tests": [ROW["tests"][0] | {"experiments": "a"}]}], "give a list of names"),
        ([ROW | {"tests": [ROW["tests"][0] | {"when": 1}]}], "unknown key 'when'"),
        ([ROW, ROW], "another claim has this id"),
    ],
)
def test_bad_claims_are_refused_in_a_line(tmp_path, text, message):
    path = tmp_path / "claims.yaml"
    path.write_text(text if isinstance(text, str) else yaml.safe_dump(text))
    with pytest.raises(InputError, match=message) as caught:
        read_claims(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["{}", "[3]", '[{"id": "a"}]'])
def test_what_holds_no_verdicts_is_refused(tmp_path, text):
    (tmp_path / "claims.json").write_text(text)
    if text == "{}":
        (tmp_path / "claims.json").write_text('{"id": 1}')
    with pytest.raises(InputError, match="not the verdicts"):
        read_verdicts(tmp_path / "claims.json")


@pytest.mark.parametrize(
    ("claims_file", "config_file"),
    [("claims.yaml", "config.yaml"), ("demo-claims.yaml", "demo.yaml")],
)
def test_the_claims_are_about_experiments_of_the_configuration(claims_file, config_file, tmp_path):
    config = load(yaml.safe_load((CONFIG / config_file).read_text()))
    found = read_claims(CONFIG / claims_file)
    names = {n for claim in found for test in claim.tests for n in (*test.experiments, test.than)}
    assert names - {None} <= set(config.experiments)
    verdicts = judge(found, tmp_path)  # with no results at all
    assert {one.verdict for one in verdicts} == {"not run"}
    write_verdicts(verdicts, tmp_path / "claims.json", tmp_path / "claims.md")
    assert read_verdicts(tmp_path / "claims.json") == verdicts
    assert f"0 hold, 0 fail, {len(found)} not run." in describe(verdicts)
