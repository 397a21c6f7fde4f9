"""Validate RO-Crates with the bundled profiles, without a network."""

import json
import socket

import requests
from rocrate.vocabs import RO_CRATE
from rocrate_validator import services
from rocrate_validator.models import ValidationSettings
from rocrate_validator.utils.http import HttpRequester

PROFILE = "provenance-run-crate-0.5"  # builds on the workflow, process and RO-Crate 1.1 profiles
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
BIOSCHEMAS = "https://bioschemas.org/"
# rocrate contains the context of RO-Crate 1.3. These workflow terms have other addresses in 1.1:
OF_1_1 = {
    "ComputationalWorkflow": f"{BIOSCHEMAS}ComputationalWorkflow",
    "FormalParameter": f"{BIOSCHEMAS}FormalParameter",
    "input": f"{BIOSCHEMAS}ComputationalWorkflow#input",
    "output": f"{BIOSCHEMAS}ComputationalWorkflow#output",
}


def faults(folder, tmp_path, monkeypatch):
    """The required parts of its profile that a crate lacks."""

    def get(_, url, **__):
        answer = requests.Response()
        answer.status_code = 200 if url == CONTEXT else 404
        answer.headers["Content-Type"] = "application/ld+json"
        answer._content = json.dumps({"@context": RO_CRATE["@context"] | OF_1_1}).encode()
        return answer

    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(HttpRequester, "get", get, raising=False)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    settings = ValidationSettings(
        rocrate_uri=folder,
        profile_identifier=PROFILE,
        requirement_severity="REQUIRED",
        offline=True,
        cache_path=tmp_path / "cache",
    )
    result = services.validate(settings)
    assert result.passed() == (not result.get_issues())
    return [issue.message for issue in result.get_issues()]
