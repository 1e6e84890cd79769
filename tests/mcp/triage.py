"""An assistant's whole triage through `msp mcp`, with the official Python client: once with a user who can be asked, once with
nobody there.

    python triage.py PATH-TO-MSP
"""

import asyncio
import json
import subprocess
import sys
import tempfile

from client import PROTOCOL, VERSION, connect, on_the_wire
from tenant import tenant

CLEAN_UP = {"script": "Disk Cleanup", "computers": ["kiosk"], "parameters": {"DriveLetter": "C", "MinAgeDays": "7"}}


class Assistant:
    """What an assistant does with a session."""

    def __init__(self, session):
        self._session = session
        self.progress = []

    async def tools(self):
        """All tools that are listed, by name."""
        tools, cursor = {}, None
        while True:
            page = on_the_wire(await self._session.list_tools(cursor=cursor))
            tools |= {tool["name"]: tool for tool in page["tools"]}
            cursor = page.get("nextCursor")
            if cursor is None:
                return tools

    async def call(self, name, arguments):
        """A call, with whatever comes of it."""

        async def told(done, _total, message):
            self.progress.append((done, message))

        return on_the_wire(await self._session.call_tool(name, arguments, progress_callback=told))

    async def ask(self, name, arguments):
        """The result of a call that works."""
        result = await self.call(name, arguments)
        assert not result.get("isError"), result
        value = result["structuredContent"]
        assert json.loads(result["content"][0]["text"]) == value, "the text says something else than the data"
        return value


async def look_around(assistant):
    """Finds the computer, what is wrong with it, and the tool that may help. Nothing here needs a person."""
    tools = await assistant.tools()
    assert len(tools) < 40, sorted(tools)
    for name, tool in tools.items():
        assert tool["title"] and tool["description"] and tool["inputSchema"]["type"] == "object", tool
        hints = {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}
        assert tool["annotations"].keys() >= hints, tool
        assert "approv" not in name, "a model could approve"
    computers = await assistant.ask("cwa-list-computers", {"name": "kiosk"})
    assert [computer["name"] for computer in computers["items"]] == ["kiosk"], computers
    alerts = await assistant.ask("cwa-list-alerts", {"computer": "kiosk"})
    assert any("free" in alert["message"] for alert in alerts["items"]), alerts
    found = await assistant.ask("search-tools", {"intent": "run an Automate script on a computer"})
    assert "cwa-run-script" in [tool["name"] for tool in found["tools"]], found
    scripts = await assistant.ask("call-tool", {"name": "cwa-list-scripts", "arguments": {"name": "Disk Cleanup"}})
    assert [script["name"] for script in scripts["items"]] == ["Disk Cleanup"], scripts
    mistake = await assistant.call("cwa-get-computer", {"computer": "no-such-computer"})
    assert mistake["isError"] and "no-such-computer" in mistake["content"][0]["text"], mistake


def check_run(result):
    """The script ran on the kiosk."""
    assert not result.get("isError"), result
    [computer] = result["structuredContent"]["computers"]
    assert (computer["name"], computer["outcome"]) == ("kiosk", "succeeded"), computer


def check_status(result, status):
    """Nothing ran, and why."""
    assert result["isError"] and result["_meta"]["status"] == status, result


async def with_a_user(msp, world, state):
    """The user is asked in their assistant: a yes runs the script once, a no runs nothing."""
    questions = []

    def answer(question):
        assert world.changes() == [], "something was sent before the user answered"
        questions.append(question)
        return {"approve": len(questions) == 1, "reason": "the disk is full"}

    async with connect(serve(msp, state), world.env, answer) as (session, protocol):
        assert protocol == PROTOCOL, protocol
        assistant = Assistant(session)
        await look_around(assistant)
        assert world.changes() == [] and questions == []

        check_run(await assistant.call("cwa-run-script", CLEAN_UP))
        assert "Disk Cleanup" in questions[0] and "kiosk" in questions[0], questions
        assert len(world.changes()) == 1
        assert assistant.progress, "nobody was told how far the script is"

        check_status(await assistant.call("cwa-run-script", CLEAN_UP), "refused")
        assert len(questions) == 2, "a yes was good for two runs"
        assert world.changes() == []


async def with_nobody(msp, world, state):
    """Nobody can be asked: the call waits, another process approves it, and the same call finds that out."""
    async with connect(serve(msp, state), world.env, None) as (session, _):
        assistant = Assistant(session)
        for _ in range(2):
            waiting = await assistant.call("cwa-run-script", CLEAN_UP)
            check_status(waiting, "awaiting_approval")
        [approval] = approvals(msp, state, "list")
        assert approval["id"] == waiting["_meta"]["approval"]["id"]
        assert f"msp approvals approve {approval['id']}" in waiting["content"][0]["text"], waiting
        approvals(msp, state, "approve", approval["id"], "--as", "dana")
        assert world.changes() == [], "something was sent by asking or by approving"

        check_run(await assistant.call("cwa-run-script", CLEAN_UP))
        assert len(world.changes()) == 1
        check_status(await assistant.call("cwa-run-script", CLEAN_UP), "awaiting_approval")
        assert world.changes() == [], "a yes was good for two runs"


def serve(msp, state):
    """The server, with so few tools listed that the others have to be found."""
    return [msp, "mcp", "--state", state, "--max-tools", "10"]


def approvals(msp, state, *args):
    """`msp approvals` in a process of its own."""
    said = subprocess.run([msp, "approvals", *args, "--state", state, "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(said.stdout)


for story in with_a_user, with_nobody:
    with tenant(sys.argv[1]) as world, tempfile.TemporaryDirectory() as state:
        asyncio.run(story(sys.argv[1], world, state))
    print(f"ok   mcp {VERSION}, protocol {PROTOCOL}: {story.__name__}")
