"""A door between a program and its database that can be shut in several ways."""

import socket
import struct
import threading
import time
from contextlib import suppress


class Proxy:
    """Listens on `port` of this machine. `mode` holds for what is open and for what comes:

    ok      all goes through
    slow    all goes through, each answer `delay` seconds late
    hang    all is taken and nothing comes back, of connecting either
    reset   connections are cut off, new ones as soon as they are made
    refuse  connections are cut off, and nobody listens
    """

    def __init__(self, host, port):
        self.target, self.mode, self.delay = (host, int(port)), "ok", 0.0
        self.pairs, self.lock = set(), threading.Lock()
        self.listener = self.listen(0)
        self.port = self.listener.getsockname()[1]

    def listen(self, port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(50)
        threading.Thread(target=self.accept, args=(listener,), daemon=True).start()
        return listener

    def set(self, mode):
        was, self.mode = self.mode, mode
        if mode in {"reset", "refuse"}:
            self.cut()
        if mode == "refuse":
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
        elif was == "refuse":
            self.listener = self.listen(self.port)
        elif was == "hang" and mode == "ok":
            self.cut()  # what was swallowed does not come back

    def close(self):
        if self.mode != "refuse":
            self.set("refuse")

    def cut(self):
        with self.lock:
            pairs, self.pairs = self.pairs, set()
        for pair in pairs:
            for one in pair:
                cut_off(one)

    def accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            if self.mode == "reset":
                cut_off(near)
                continue
            far = socket.create_connection(self.target)
            with self.lock:
                self.pairs.add((near, far))
            for one, other, is_answer in ((near, far, False), (far, near, True)):
                threading.Thread(target=self.carry, args=(one, other, is_answer), daemon=True).start()

    def carry(self, one, other, is_answer):
        try:
            while data := one.recv(65536):
                if self.mode == "slow" and is_answer:
                    time.sleep(self.delay)
                if self.mode in {"ok", "slow"}:
                    other.sendall(data)
        except OSError:
            pass
        finally:
            if self.mode in {"ok", "slow"}:
                for end in (one, other):
                    hang_up(end)


def cut_off(one):
    """So that the other side is told at once, and not politely."""
    with suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    hang_up(one)


def hang_up(one):
    """Tell the other side, also where a thread still waits for what comes from there, which closing alone does not."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
