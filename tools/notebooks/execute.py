"""Executes a notebook in Deno's kernel; every output is saved, and in its own cell.

Reads one JSON object on standard input (see execute.ts), writes one JSON event a line on standard output. When standard
input closes, whoever started this is gone, and the kernel is ended too. SIGINT and SIGTERM interrupt the running cell.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import sys
import tempfile
import time
import uuid

import nbformat
import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbformat.v4 import output_from_msg

OUTPUT_TYPES = {"stream", "display_data", "execute_result", "error"}
SHOWN_TYPES = OUTPUT_TYPES | {"update_display_data", "clear_output"}
GUARD_KEY = 'globalThis[Symbol.for("segbook.output_guard")]'
STARTS = 3  # another process may take a port between its choice and its use
BARRIER_SECONDS = 60.0
GRACE_SECONDS = 30.0  # for a cell that was interrupted
SAVE_SECONDS = 5.0  # between saves of a running notebook; the last one is always done


class KernelDied(Exception):
    """The kernel's process ended, or does not answer."""


class Stop(Exception):
    """Ends the run; carries the event that says why."""

    def __init__(self, **event):
        super().__init__(event["event"])
        self.event = event


def emit(**event) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


class Client(AsyncKernelClient):
    def connect_iopub(self, identity=None):
        """A socket that holds any number of messages: where the queue is full the kernel drops outputs silently."""
        socket = self.context.socket(zmq.SUB)
        socket.linger = 1000
        socket.setsockopt(zmq.RCVHWM, 0)
        socket.connect(self._make_url("iopub"))
        socket.setsockopt(zmq.SUBSCRIBE, b"")
        return socket


def end_with_parent() -> None:
    """In the kernel's process before it starts: the kernel ends when this process does (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class CellOutputs:
    """Outputs of one cell. Numbered messages are taken in their order; one that is missing holds up those behind it."""

    def __init__(self, notebook, index: int, displays: dict):
        self.index = index
        self.outputs = notebook.cells[index].outputs
        self.displays = displays
        self.clear_next = False

    def take(self, message: dict) -> None:
        kind, content = message["msg_type"], message["content"]
        display_id = (content.get("transient") or {}).get("display_id")
        if kind == "clear_output":
            self.clear_next = bool(content.get("wait"))
            if not self.clear_next:
                self.outputs.clear()
            return
        if kind == "update_display_data":
            for output in self.displays.get(display_id, []):
                output["data"], output["metadata"] = content["data"], content["metadata"]
            return
        if self.clear_next:
            self.outputs.clear()
            self.clear_next = False
        last = self.outputs[-1] if self.outputs else None
        if kind == "stream" and last and last.output_type == "stream" and last.name == content["name"]:
            last.text += content["text"]
            return
        output = output_from_msg(message)
        self.outputs.append(output)
        if display_id:
            self.displays.setdefault(display_id, []).append(output)


class Runner:
    def __init__(self, config: dict):
        self.config = config
        self.notebook = nbformat.read(config["source"], as_version=4)
        self.displays: dict[str, list] = {}
        self.manager = AsyncKernelManager()
        self.cell: CellOutputs | None = None
        self.parents: dict[str, CellOutputs | None] = {}
        self.replies: dict[str, asyncio.Future] = {}
        self.markers: dict[str, dict] = {}
        self.printed: set[str] = set()
        self.token_prefix = f"segbook-{uuid.uuid4().hex}-"
        self.tokens = 0
        self.taken = 0  # number of the last numbered message that was taken
        self.held: dict[int, dict] = {}  # numbered messages behind a missing one
        self.interrupted = False
        self.saved_at = time.monotonic()
        self.died: asyncio.Future | None = None
        self.log = tempfile.TemporaryFile()

    # The kernel

    async def start(self) -> None:
        specs = KernelSpecManager(
            kernel_dirs=[self.config["kernels"]], ensure_native_kernel=False)
        for attempt in range(STARTS):
            self.manager = AsyncKernelManager(
                kernel_name=self.config["kernel"], kernel_spec_manager=specs)
            self.manager.client_factory = Client
            try:
                await self.manager.start_kernel(
                    cwd=self.config["working_directory"],
                    env={**os.environ, **self.config["environment"]},
                    stdout=self.log, stderr=self.log,
                    preexec_fn=end_with_parent)
                self.client = self.manager.client()
                self.client.start_channels()
                await self.client.wait_for_ready(timeout=60)
                break
            except RuntimeError as error:
                await self.end()
                if attempt + 1 == STARTS or self.interrupted:
                    raise KernelDied(f"it did not start: {error}") from error
        self.died = asyncio.get_running_loop().create_future()
        self.tasks = [asyncio.ensure_future(task) for task in (
            self.read_iopub(), self.read_shell(), self.watch())]
        info = await self.ask(self.client.kernel_info())
        self.notebook.metadata["language_info"] = info["content"]["language_info"]

    async def end(self) -> None:
        """The kernel's process and its children are gone afterwards, whatever state they were in."""
        for task in getattr(self, "tasks", []):
            task.cancel()
        client = getattr(self, "client", None)
        if client:
            client.stop_channels()
        try:
            if self.manager.has_kernel:
                await self.manager.shutdown_kernel(now=True)
        except Exception as error:  # noqa: BLE001 - what is left to do is to kill it below
            print(error, file=sys.stderr)
        self.manager.cleanup_connection_file()

    async def watch(self) -> None:
        while await self.manager.is_alive():
            await asyncio.sleep(0.3)
        self.died.set_result(None)

    def last_words(self) -> str:
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").splitlines()
        return "\n".join([line for line in lines if "is unstable" not in line][-8:])

    # Messages

    async def read_shell(self) -> None:
        while True:
            message = await self.client.shell_channel.get_msg(timeout=None)
            future = self.replies.pop(message["parent_header"].get("msg_id"), None)
            if future and not future.done():
                future.set_result(message)

    async def read_iopub(self) -> None:
        while True:
            self.receive(await self.client.iopub_channel.get_msg(timeout=None))

    def receive(self, message: dict) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "segbook_marker":
            self.markers[content["token"]] = content
        elif kind == "stream" and content["text"].startswith(self.token_prefix):
            self.printed.add(content["text"].strip())
        elif kind in SHOWN_TYPES:
            number = message["metadata"].get("segbook")
            if number is None:
                self.take(message)
            elif number > self.taken:
                self.held[number] = message
                self.release()

    def release(self) -> None:
        while self.taken + 1 in self.held:
            self.taken += 1
            self.take(self.held.pop(self.taken))

    def take(self, message: dict) -> None:
        cell = self.parents.get(message["parent_header"].get("msg_id"), self.cell)
        if cell is None:
            return
        cell.take(message)
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            emit(event="stream", cell=cell.index, name=content["name"], text=content["text"])
        elif kind in ("display_data", "update_display_data"):
            text = content["data"].get("text/plain")
            if isinstance(text, str) and len(text) < 10_000:
                emit(event=kind, cell=cell.index, text=text)

    async def ask(self, message_id: str, timeout: float | None = None) -> dict:
        """Waits for the reply; raises KernelDied where none can come, asyncio.TimeoutError where it takes too long."""
        future = asyncio.get_running_loop().create_future()
        self.replies[message_id] = future
        await asyncio.wait({future, self.died}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if future.done():
            return future.result()
        self.replies.pop(message_id, None)
        if self.died.done():
            raise KernelDied(self.last_words())
        raise asyncio.TimeoutError

    def execute(self, code: str, silent: bool) -> str:
        message_id = self.client.execute(code, silent=silent, store_history=not silent, allow_stdin=False)
        self.parents[message_id] = self.cell
        return message_id

    async def barrier(self) -> list[str]:
        """Waits until all that the cell has sent is here; gives the faults that happened in the background."""
        deadline = time.monotonic() + BARRIER_SECONDS
        faults: list[str] = []
        missing: list[int] = []
        while time.monotonic() < deadline:
            self.tokens += 1
            token = f"{self.token_prefix}{self.tokens}"
            code = f"{GUARD_KEY}.queue.acknowledge({self.taken});"
            if missing:
                code += f"await {GUARD_KEY}.queue.resend({json.dumps(missing[:200])});"
            code += f"await {GUARD_KEY}.mark({json.dumps(token)}); undefined"
            await self.ask(self.execute(code, silent=True), timeout=BARRIER_SECONDS)
            # What the kernel still holds in its buffer moves on with the next message, so wait briefly and ask again.
            for _ in range(50):
                if token in self.markers and token in self.printed:
                    break
                await asyncio.sleep(0.01)
            marker = self.markers.pop(token, None)
            if marker is None:
                continue
            faults += marker["faults"]
            missing = [n for n in range(self.taken + 1, marker["sent"] + 1) if n not in self.held]
            if not missing and token in self.printed:
                return faults
        raise KernelDied(f"{len(missing)} outputs did not arrive within {BARRIER_SECONDS:.0f} s")

    # The run

    def save(self) -> None:
        target = self.config["target"]
        os.makedirs(os.path.dirname(target), exist_ok=True)
        aside = f"{target}.{os.getpid()}.tmp"
        try:
            with open(aside, "w", encoding="utf-8") as file:
                nbformat.write(self.notebook, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, target)
            self.saved_at = time.monotonic()
        finally:
            if os.path.exists(aside):
                os.remove(aside)

    async def prepare(self) -> None:
        guard = json.dumps(self.config["guard"])
        code = f"(await import({guard})).installOutputGuard(); undefined"
        reply = await self.ask(self.execute(code, silent=True), timeout=120)
        if reply["content"]["status"] != "ok":
            raise KernelDied(f"its output guard does not load: {reply['content'].get('evalue')}")

    async def run_cell(self, index: int) -> None:
        if self.interrupted:
            raise Stop(event="interrupted", cell=index)
        cell = self.notebook.cells[index]
        self.cell = CellOutputs(self.notebook, index, self.displays)
        emit(event="cell", cell=index)
        started = time.monotonic()
        message_id = self.execute(cell.source, silent=False)
        try:
            reply = await self.ask(message_id, timeout=self.config["timeout_seconds"])
        except asyncio.TimeoutError:
            await self.stop_cell(message_id)
            raise Stop(event="timeout", cell=index, seconds=self.config["timeout_seconds"]) from None
        cell.execution_count = reply["content"].get("execution_count")
        faults = await self.barrier()
        emit(event="cell_end", cell=index, seconds=time.monotonic() - started)
        error = next((out for out in cell.outputs if out.output_type == "error"), None)
        if self.interrupted:
            raise Stop(event="interrupted", cell=index)
        if error or reply["content"]["status"] == "error":
            error = error or reply["content"]
            raise Stop(event="error", cell=index, name=error["ename"],
                       message=error["evalue"], traceback=error["traceback"])
        if faults:
            raise Stop(event="error", cell=index, name="Background", message=faults[0], traceback=[])

    async def stop_cell(self, message_id: str) -> None:
        await self.manager.interrupt_kernel()
        try:
            await self.ask(message_id, timeout=GRACE_SECONDS)
            await self.barrier()
        except (asyncio.TimeoutError, KernelDied):
            pass

    def on_signal(self) -> None:
        if self.interrupted:  # the second time: at once
            os.killpg(self.manager.provisioner.pid, signal.SIGKILL)
            return
        self.interrupted = True
        if self.manager.has_kernel:
            asyncio.ensure_future(self.interrupt())

    def on_input(self) -> None:
        if not os.read(sys.stdin.fileno(), 1):  # whoever started this is gone
            if self.manager.has_kernel:
                os.killpg(self.manager.provisioner.pid, signal.SIGKILL)
            os._exit(1)

    async def interrupt(self) -> None:
        await self.manager.interrupt_kernel()
        await asyncio.sleep(GRACE_SECONDS)
        if await self.manager.is_alive():
            os.killpg(self.manager.provisioner.pid, signal.SIGKILL)

    async def run(self) -> dict:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.on_signal)
        loop.add_reader(sys.stdin.fileno(), self.on_input)
        cells = [i for i, c in enumerate(self.notebook.cells) if c.cell_type == "code" and c.source.strip()]
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        try:
            try:
                await self.start()
                await self.prepare()
                for index in cells:
                    await self.run_cell(index)
                    if time.monotonic() - self.saved_at > SAVE_SECONDS:
                        self.save()
                return {"event": "done"}
            except Stop as stop:
                return stop.event
            except KernelDied as death:
                cell = self.cell.index if self.cell else None
                kind = "interrupted" if self.interrupted else "died"
                return {"event": kind, "cell": cell, "message": str(death)}
        finally:
            for message in [self.held.pop(n) for n in sorted(self.held)]:
                self.take(message)
            self.save()
            await self.end()


def main() -> None:
    config = json.loads(sys.stdin.readline())
    emit(**asyncio.run(Runner(config).run()))


if __name__ == "__main__":
    main()
