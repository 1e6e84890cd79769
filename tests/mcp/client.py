"""The official client, in whichever of its two major versions is installed."""

from contextlib import asynccontextmanager
from importlib.metadata import version

import mcp
from mcp import StdioServerParameters, types
from mcp.client.stdio import stdio_client

VERSION = version("mcp")
IS_FIRST = VERSION.startswith("1.")
PROTOCOL = "2025-11-25" if IS_FIRST else "2026-07-28"


@asynccontextmanager
async def connect(command, env, answer):
    """A session with the server that the command starts, and the protocol that both agreed on. `answer` takes a question and
    gives the form as the user fills it in; without it there is nobody who could be asked."""

    async def elicited(_context, question):
        return types.ElicitResult(action="accept", content=answer(question.message))

    server = StdioServerParameters(command=command[0], args=command[1:], env=env)
    asking = {"elicitation_callback": elicited} if answer else {}
    if IS_FIRST:
        async with stdio_client(server) as streams, mcp.ClientSession(*streams, **asking) as session:
            hello = await session.initialize()
            yield session, hello.protocolVersion
    else:
        async with mcp.Client(server, **asking) as session:
            yield session, session.protocol_version


def on_the_wire(model):
    """What was received, under the names that the protocol has."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)
