"""`msp sandbox`: the tenant that the tools work on, and its log, which knows what was sent."""

import json
import subprocess
import urllib.parse
import urllib.request
from contextlib import contextmanager


class Tenant:
    """A tenant, as the variables by which programs reach it."""

    def __init__(self, env):
        self.env = env
        self._control = urllib.parse.urljoin(env["CWA_BASE_URL"], "/_sandbox/")

    def changes(self):
        """What was changed since the last time this was asked."""
        url = urllib.parse.urljoin(self._control, "requests")
        with urllib.request.urlopen(url) as reply:
            requests = json.load(reply)
        with urllib.request.urlopen(urllib.request.Request(url, method="DELETE")):
            pass
        return [f"{request['method']} {request['path']}" for request in requests if request["committed"]]


@contextmanager
def tenant(msp):
    """A tenant that listens."""
    sandbox = subprocess.Popen([msp, "sandbox"], stdout=subprocess.PIPE, text=True)
    try:
        lines = iter(sandbox.stdout.readline, "}\n")
        yield Tenant(json.loads("".join(lines) + "}"))
    finally:
        sandbox.terminate()
        sandbox.wait()
