#!/usr/bin/env python3
"""The line: people asked about through the gateway beside bare curl doing the same transfers, and a day by file.

    line.py BUILD [--people N] [--batch N]       1000 and 10000 unless said

For each added latency (0, 50, 300 ms each way and back, by a relay on loopback) both send the same messages over
mutual TLS to the same double, so many at a time; the ratio is printed.  Nothing is asserted.
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from held_port import HeldPort  # noqa: E402

AT_ONCE = 100
LIMIT = "900"


def number_after(words, name, usual):
    return int(words[words.index(name) + 1]) if name in words else usual


def wait_port(path, process):
    while not path.is_file() or not path.read_text().endswith("\n"):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended")
        time.sleep(0.01)
    return path.read_text().strip()


class Line:
    """A store with people to ask about, the doubles, and the program."""

    def __init__(self, build, folder, people):
        self.program, self.doubles, self.folder, self.people = build / "cli" / "totsugo", build / "tests" / "doubles", folder, people
        self.processes, self.ports = [], []
        self.environment = dict(os.environ, TOTSUGO_STORE="store", TOTSUGO_KEY_FILE="key", LC_ALL="C.UTF-8",
                                TOTSUGO_RULES=str(ROOT / "rules"))

    def run(self, *words):
        begun = time.monotonic()
        process = subprocess.Popen([self.program, "--now", "2026-03-31T18:00", *words], cwd=self.folder,
                                   env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 3):
            sys.exit(f"{' '.join(words)}\n{out.decode()}{err.decode()}")
        return time.monotonic() - begun, usage.ru_maxrss / 1024, out.decode()

    def start(self, *words):
        process = subprocess.Popen([str(word) for word in words], cwd=self.folder, stdout=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def site(self, *more):
        shutil.rmtree(self.folder / "store", ignore_errors=True)
        (self.folder / "key").unlink(missing_ok=True)
        self.run("init", "--facility", "1310000003", "--practice", "--no-operator", "--make-key-file", "key", *more)

    def visits(self):
        rows = ["受診日,カルテ番号,カナ氏名,生年月日,性別,初診・再診,持参したもの,番号の出所,保険者番号,記号,番号"]
        rows += [f"2026/3/30,{i},シカク タロウ,S55.1.1,男,再診,カード,過去の受診,06132013,{i % 97 + 1},{i}"
                 for i in range(1, self.people + 1)]
        (self.folder / "visits.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.run("import", "visits.csv")

    def script(self):
        lines = ["encoding utf-8"]
        for i in range(1, min(self.people, 2000) + 1):
            lines += [f"person p{i}", "  insurer 06132013", f"  number {i}", "  birth 19800101", "  result",
                      "    Name 資格　太郎", "    NameKana ｼｶｸ ﾀﾛｳ", "    Sex1 1"]
        (self.folder / "script").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def close(self):
        for process in self.processes:
            process.terminate()
            process.wait()
        for port in self.ports:
            port.close()


def curl(line, port):
    """The same messages under other keys, by one curl with so many at once."""
    bodies = line.folder / "bodies"
    bodies.mkdir(exist_ok=True)
    config = []
    for i in range(1, line.people + 1):
        key = f"2026033{i:09d}"
        (bodies / key).write_text(
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<XmlMsg>\n<MessageHeader>\n'
            "<QualificationConfirmationDate>20260330</QualificationConfirmationDate>\n"
            "<MedicalInstitutionCode>1310000003</MedicalInstitutionCode>\n"
            f"<ArbitraryFileIdentifier>{key}</ArbitraryFileIdentifier>\n</MessageHeader>\n<MessageBody>\n"
            "<QualificationConfirmSearchInfo>\n<InsurerNumber>06132013</InsurerNumber>\n"
            f"<InsuredCardSymbol>{i % 97 + 1}</InsuredCardSymbol>\n"
            f"<InsuredIdentificationNumber>{i}</InsuredIdentificationNumber>\n<Birthdate>19800101</Birthdate>\n"
            "<LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>\n"
            f"<ArbitraryIdentifier>{key}0001</ArbitraryIdentifier>\n</QualificationConfirmSearchInfo>\n"
            "</MessageBody>\n</XmlMsg>\n", encoding="utf-8")
        config += ["next", f'url = "https://localhost:{port}/v1/eligibility/confirm"', f'data-binary = "@bodies/{key}"',
                   f'header = "Idempotency-Key: {key}"', 'header = "Content-Type: application/xml"',
                   'cert = "certificates/client.pem"', 'key = "certificates/client.key"',
                   'cacert = "certificates/ca.pem"', "tlsv1.3", "http2", "silent", "fail", 'output = "/dev/null"']
    (line.folder / "curl.config").write_text("\n".join(config[1:]) + "\n", encoding="utf-8")
    begun = time.monotonic()
    done = subprocess.run(["curl", "--parallel", "--parallel-max", str(AT_ONCE), "--parallel-immediate", "--config",
                           "curl.config"], cwd=line.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"curl: {done.returncode}\n{done.stderr.decode()[-500:]}")
    return time.monotonic() - begun


def gateway(build, folder, people):
    line = Line(build, folder, people)
    line.script()
    subprocess.run([line.doubles / "certificates_make", folder / "certificates"], check=True)
    double = line.start(line.doubles / "gateway_double", "--certificates", "certificates", "--script", "script",
                        "--port-file", "port", "--limit-seconds", LIMIT)
    direct = wait_port(folder / "port", double)
    for protocol, front in (("HTTP/1.1", direct), ("HTTP/2", http2_front(line, direct))):
        if front is None:
            print("HTTP/2: not measured, nghttpx (Debian nghttp2-proxy) is not installed")
        else:
            compare(line, protocol, front)
    line.close()


def http2_front(line, direct, log="/dev/null"):
    """The port of a proxy that speaks HTTP/2 in front of the double; None where there is none."""
    if shutil.which("nghttpx") is None:
        return None
    line.ports.append(HeldPort())
    port = line.ports[-1].number
    front = line.start("nghttpx", "--conf=/dev/null", f"--frontend=127.0.0.1,{port}", f"--backend=127.0.0.1,{direct};;tls;proto=http/1.1;sni=localhost",
               "--cacert=certificates/ca.pem", "--client-cert-file=certificates/client.pem",
               "--client-private-key-file=certificates/client.key", "--verify-client",
               "--verify-client-cacert=certificates/client-ca.pem", "--errorlog-file=/dev/null",
               f"--backend-connections-per-host={AT_ONCE}", f"--accesslog-file={log}", "certificates/server.key",
               "certificates/server.pem")
    while front.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", int(port)), timeout=1).close()
            return port
        except OSError:
            time.sleep(0.02)
    sys.exit("nghttpx ended")


def compare(line, protocol, direct):
    people, folder = line.people, line.folder
    print(f"gateway, {protocol}, {people} people, {AT_ONCE} at once (seconds)")
    print(f"{'latency':>8} {'totsugo':>8} {'curl':>8} {'ratio':>6} {'MiB':>5}")
    for latency in (0, 50, 300):
        (folder / "relayed").unlink(missing_ok=True)
        relay = line.start(line.doubles / "delay_proxy", "--to", direct, "--delay", latency // 2, "--port-file",
                           "relayed", "--limit-seconds", LIMIT)
        port = wait_port(folder / "relayed", relay)
        line.site("--gateway", f"https://localhost:{port}")
        line.visits()
        line.run("settings", "set", "gateway_at_once", str(AT_ONCE))
        line.run("settings", "set", "sync_seconds", "600")
        line.run("gateway", "--certificate", "certificates/client.pem", "--private-key", "certificates/client.key",
                 "--authority", "certificates/ca.pem")
        ours, memory, said = line.run("sync")
        if f"回答 {people} " not in said:
            sys.exit(said)
        bare = curl(line, port)
        print(f"{latency:>5} ms {ours:>8.2f} {bare:>8.2f} {ours / bare:>6.2f} {memory:>5.0f}", flush=True)


def by_file(build, folder, people):
    print("by file (seconds, peak MiB)")
    for count in (people // 10, people):
        line = Line(build, folder, count)
        line.script()
        line.site("--folder", "terminal")
        line.visits()
        for name, value in (("fetch_after_ms", "0"), ("fetch_spacing_ms", "10"), ("poll_ms", "10"), ("sync_seconds", "600")):
            line.run("settings", "set", name, value)
        shutil.rmtree(folder / "terminal", ignore_errors=True)
        (folder / "terminal").mkdir()
        line.start(line.doubles / "terminal_double", "--folder", "terminal", "--script", "script", "--limit-seconds", LIMIT)
        while not (folder / "terminal" / "res").is_dir():
            time.sleep(0.01)
        wall, memory, said = line.run("sync")
        answered = [words for words in said.split("\n") if words.startswith("照会:")]
        print(f"{count:>8} people {wall:>8.2f} {memory:>6.0f}  {answered[0] if answered else said}", flush=True)
        line.close()


def main():
    words = sys.argv[1:]
    if not words:
        sys.exit(__doc__)
    build = Path(words[0]).resolve()
    with tempfile.TemporaryDirectory(prefix="totsugo-line-") as folder:
        gateway(build, Path(folder), number_after(words, "--people", 1000))
    with tempfile.TemporaryDirectory(prefix="totsugo-line-") as folder:
        by_file(build, Path(folder), number_after(words, "--batch", 10000))


if __name__ == "__main__":
    main()
