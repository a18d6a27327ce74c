"""A port of 127.0.0.1 that nobody else is given, whether somebody listens on it or not.

Bound and never listened on: whoever is told its number and sets SO_REUSEADDR may listen there, the system
gives it to no other program, and while nobody listens a connection to it is refused.
"""
import socket


class HeldPort:
    def __init__(self):
        self.holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.holder.bind(("127.0.0.1", 0))
        self.number = str(self.holder.getsockname()[1])

    def close(self):
        self.holder.close()
