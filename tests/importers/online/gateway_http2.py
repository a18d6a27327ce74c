#!/usr/bin/env python3
"""Many inquiries over one connection of HTTP/2: a Debian proxy (nghttpx) in front of the gateway double.

    gateway_http2.py BUILD          77 where there is no such proxy
"""
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
import line as bench  # noqa: E402

PEOPLE = 30
LONGEST_SECONDS = 60


def requests_in(log):
    """The proxy notes a request after it has answered it: the last may come when all is done."""
    end = time.monotonic() + LONGEST_SECONDS
    while True:
        text = log.read_text()
        requests = [one for one in text.split("\n")[:-1] if "/confirm" in one]
        if len(requests) >= PEOPLE or time.monotonic() > end:
            return requests
        time.sleep(0.02)


def main():
    build = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="totsugo-http2-") as folder:
        folder = Path(folder)
        site = bench.Line(build, folder, PEOPLE)
        try:
            site.script()
            subprocess.run([site.doubles / "certificates_make", folder / "certificates"], check=True)
            double = site.start(site.doubles / "gateway_double", "--certificates", "certificates", "--script", "script",
                                "--port-file", "port", "--limit-seconds", "100")
            front = bench.http2_front(site, bench.wait_port(folder / "port", double), "access.log")
            if front is None:
                print("skipped: nghttpx (Debian nghttp2-proxy) is not installed")
                return 77
            site.site("--gateway", f"https://localhost:{front}")
            site.visits()
            site.run("settings", "set", "gateway_at_once", "20")
            site.run("gateway", "--certificate", "certificates/client.pem", "--private-key", "certificates/client.key",
                     "--authority", "certificates/ca.pem")
            said = site.run("sync")[2]
            if f"送信 {PEOPLE} = 回答 {PEOPLE} + 待ち 0 + 失敗 0" not in said:
                print(said)
                return 1
            requests = requests_in(folder / "access.log")
            if len(requests) != PEOPLE or not all("HTTP/2" in one for one in requests):
                print("\n".join(requests))
                return 1
            return 0
        finally:
            site.close()


if __name__ == "__main__":
    sys.exit(main())
