"""A headless Chromium for the tests of pages, driven by chromedriver."""

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

FLAGS = (
    *("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run"),
    *("disable-background-networking", "disable-component-update", "disable-sync"),
)
KEYS = {"Right": "\ue014", "Down": "\ue015", "Left": "\ue012", "End": "\ue010", "Home": "\ue011"}
LOOPBACK = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element in the W3C standard


class Browser:
    """A session of a running chromedriver, over its W3C WebDriver interface."""

    def __init__(self, address):
        self.address = address

    def call(self, method, path, **body):
        request = urllib.request.Request(
            self.address + path,
            json.dumps(body).encode() if method == "POST" else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        try:
            with LOOPBACK.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(json.load(error)["value"]["message"]) from None

    def run(self, script):
        return self.call("POST", "/execute/sync", script=f"return {script}", args=[])

    def find(self, selector):
        return self.call("POST", "/element", using="css selector", value=selector)[ELEMENT]

    def click(self, selector):
        element = self.find(selector)
        script = "arguments[0].scrollIntoView({block: 'center'})"  # so that no sticky bar covers it
        self.call("POST", "/execute/sync", script=script, args=[{ELEMENT: element}])
        self.call("POST", f"/element/{element}/click")

    def type(self, text):
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", actions=[{"type": "key", "id": "keys", "actions": keys}])

    def log(self):
        """Messages in the console since the last call."""
        return self.call("POST", "/se/log", type="browser")

    def requests(self):
        """Every address that the pages have requested since the last call."""
        events = self.call("POST", "/se/log", type="performance")
        messages = [json.loads(event["message"])["message"] for event in events]
        asked = [m["params"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        urls = [one["request"]["url"] for one in asked]
        own = ("chrome:", "chrome-untrusted:")  # of the empty tab
        return [url for url in urls if not url.startswith(own)]


@contextmanager
def chromium(folder, *flags, kind=Browser):
    """Yield a Browser started with FLAGS and these flags; it keeps its files in `folder`."""
    driver, browser = shutil.which("chromedriver"), shutil.which("chromium")
    if not driver or not browser:
        pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)")
    options = {
        "binary": browser,
        "args": [f"--{flag}" for flag in (*FLAGS, *flags)]
        + [f"--user-data-dir={folder / 'profile'}", "--window-size=1200,800"],
        "prefs": {"download.default_directory": str(folder / "downloads")},
    }
    capabilities = {
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    }
    with subprocess.Popen(
        [driver, "--port=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"HOME": str(folder)},
    ) as process:
        try:
            port = next(
                m[1]
                for line in process.stdout
                if (m := re.search(r"successfully on port (\d+)", line))
            )
            driver = Browser(f"http://127.0.0.1:{port}")
            session = driver.call("POST", "/session", capabilities={"alwaysMatch": capabilities})
            open_browser = kind(f"{driver.address}/session/{session['sessionId']}")
            try:
                yield open_browser
            finally:
                open_browser.call("DELETE", "")
        finally:
            process.terminate()
