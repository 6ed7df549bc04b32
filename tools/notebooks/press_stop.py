"""Presses Jupyter's stop button while a cell runs, and sees whether the kernel lives on.

    press_stop.py NOTEBOOK CELL [--after TEXT] [--kernels DIR] [--directory DIR] [--limit SECONDS] [--next CODE]

Runs the code cells before CELL (from 1), starts CELL, waits until it has printed or shown TEXT (or for one second),
interrupts the kernel as Jupyter does, and then runs CODE (`1 + 1`). Prints one JSON object: seconds from the interrupt to the
cell's end, its status, what it printed, and the answer of the next cell (null where the kernel does not answer).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager


class Session:
    def __init__(self, client):
        self.client = client
        self.text = ""
        self.answer = None

    async def read_outputs(self) -> None:
        while True:
            message = await self.client.iopub_channel.get_msg(timeout=None)
            content = message["content"]
            if message["msg_type"] == "stream":
                self.text += content["text"]
            elif message["msg_type"] in ("display_data", "update_display_data", "execute_result"):
                self.answer = content["data"].get("text/plain")
                self.text += f"{self.answer}\n"
            elif message["msg_type"] == "error":
                self.text += f"{content['ename']}: {content['evalue']}\n"

    async def reply(self, message_id: str, limit: float) -> str | None:
        """Status of the cell's end, or None where it does not end in time."""
        deadline = time.monotonic() + limit
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = await self.client.shell_channel.get_msg(timeout=left)
            except Exception:  # noqa: BLE001 - a time-out, of whichever class
                return None
            if message["parent_header"].get("msg_id") == message_id:
                return message["content"]["status"]
        return None


async def press_stop(options) -> dict:
    cells = [c.source for c in nbformat.read(options.notebook, as_version=4).cells
             if c.cell_type == "code" and c.source.strip()]
    specs = KernelSpecManager(kernel_dirs=[options.kernels], ensure_native_kernel=False)
    manager = AsyncKernelManager(kernel_name="deno", kernel_spec_manager=specs)
    await manager.start_kernel(cwd=options.directory)
    client = manager.client()
    client.start_channels()
    reader = None
    try:
        await client.wait_for_ready(timeout=60)
        session = Session(client)
        reader = asyncio.ensure_future(session.read_outputs())
        for source in cells[:options.cell - 1]:
            status = await session.reply(client.execute(source), options.limit)
            if status != "ok":
                return {"failed": session.text, "status": status}
        session.text = ""
        message_id = client.execute(cells[options.cell - 1])
        started = time.monotonic()
        while time.monotonic() - started < (options.limit if options.after else 1):
            if options.after and options.after in session.text:
                break
            await asyncio.sleep(0.01)
        pressed = time.monotonic()
        await manager.interrupt_kernel()
        status = await session.reply(message_id, options.limit)
        seconds = time.monotonic() - pressed
        session.answer = None
        after = await session.reply(client.execute(options.next), 10)
        await asyncio.sleep(0.2)
        return {"seconds": seconds, "status": status, "text": session.text,
                "next": session.answer if after == "ok" else None}
    finally:
        if reader:
            reader.cancel()
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook")
    parser.add_argument("cell", type=int)
    parser.add_argument("--after", default="")
    parser.add_argument("--kernels", required=True)
    parser.add_argument("--directory", required=True)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--next", default="1 + 1")
    print(json.dumps(asyncio.run(press_stop(parser.parse_args()))))


if __name__ == "__main__":
    main()
