"""The module hello-world: an MCP server with one tool, over standard input and output.

One JSON-RPC message a line. Nothing else may be printed: what is for people goes to standard error,
which the terminal writes to its log.
"""

import json
import os
import sys

TOOLS = [
    {
        "name": "greet",
        "description": "Greets somebody",
        "inputSchema": {
            "type": "object",
            "properties": {"name": {"type": "string", "description": "who is greeted"}},
            "required": ["name"],
        },
    }
]


class Refused(Exception):
    """An error of JSON-RPC."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def greet(name):
    return f"{os.environ.get('GREETING', 'Hello')}, {name}"


def call(params):
    """Runs a tool. What went wrong within it is told to whoever called, so that they can do better."""
    name, arguments = params.get("name"), params.get("arguments") or {}
    if name != "greet":
        raise Refused(-32602, f"there is no tool {name!r}")
    whom = arguments.get("name")
    if not isinstance(whom, str):
        return {"content": [{"type": "text", "text": "`name` must be a text"}], "isError": True}
    return {"content": [{"type": "text", "text": greet(whom)}]}


def answer(method, params):
    if method == "initialize":
        return {
            "protocolVersion": params.get("protocolVersion", "2025-06-18"),
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "hello-world", "version": "0.1.0"},
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        return call(params)
    raise Refused(-32601, f"unknown method {method}")


def main():
    # The end of the input is the end of the module.
    for line in sys.stdin:
        message = json.loads(line)
        if "method" not in message or "id" not in message:
            continue  # a notification, or an answer to a question that this server never asks
        reply = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            reply["result"] = answer(message["method"], message.get("params") or {})
        except Refused as refused:
            reply["error"] = {"code": refused.code, "message": str(refused)}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
