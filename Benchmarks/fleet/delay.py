"""A git server on this machine that is as far away as one across an ocean.

`git daemon` serves the fleet; between it and who asks stands a proxy that lets every byte arrive half a
round trip later, in both directions, and a new connection a whole round trip later, as its handshake
would. Bandwidth is not limited.
"""

import asyncio
import contextlib
import os
import socket
import subprocess
import threading
import time


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Proxy:
    """Passes bytes on, late; counts connections and how often the direction turned."""

    def __init__(self, target, round_trip):
        self.target = target
        self.delay = round_trip / 2
        self.port = free_port()
        self.connections = 0
        self.turns = 0
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.ready.wait()

    def run(self):
        asyncio.set_event_loop(self.loop)

        async def serve():
            server = await asyncio.start_server(self.accept, "127.0.0.1", self.port, backlog=512)
            self.ready.set()
            async with server:
                await server.serve_forever()

        self.serving = self.loop.create_task(serve())
        with contextlib.suppress(asyncio.CancelledError):
            self.loop.run_until_complete(self.serving)
        # A connection whose ends both left without a word is open still.
        rest = asyncio.all_tasks(self.loop)
        for task in rest:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        self.loop.close()

    def stop(self):
        self.loop.call_soon_threadsafe(self.serving.cancel)
        self.thread.join()

    async def accept(self, near_reader, near_writer):
        self.connections += 1
        state = {"last": None}
        await asyncio.sleep(2 * self.delay)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            near_writer.close()
            return
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(
                self.carry("out", near_reader, far_writer, state),
                self.carry("back", far_reader, near_writer, state))

    async def carry(self, direction, reader, writer, state):
        """Every piece is written `delay` after it came, however many are on their way."""
        queue = asyncio.Queue()

        async def late():
            while True:
                due, piece = await queue.get()
                await asyncio.sleep(max(0, due - self.loop.time()))
                if not piece:
                    break
                writer.write(piece)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()

        sender = asyncio.ensure_future(late())
        with contextlib.suppress(OSError):
            while True:
                piece = await reader.read(1 << 16)
                if piece and state["last"] != direction:
                    state["last"] = direction
                    self.turns += direction == "out"
                queue.put_nowait((self.loop.time() + self.delay, piece))
                if not piece:
                    break
        with contextlib.suppress(OSError):
            await sender
        if direction == "back":
            writer.close()


@contextlib.contextmanager
def distant(origins, round_trip, environment):
    """Serves the repositories in `origins`; yields the proxy, whose `address` is theirs."""
    port = free_port()
    daemon = subprocess.Popen(
        ["git", "daemon", f"--base-path={origins}", "--export-all", "--enable=receive-pack",
         "--reuseaddr", "--listen=127.0.0.1", f"--port={port}", "--max-connections=256"],
        env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.02)
        proxy = Proxy(port, round_trip)
        proxy.address = f"git://127.0.0.1:{proxy.port}"
        try:
            yield proxy
        finally:
            proxy.stop()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(daemon.pid, 15)
        daemon.wait()
