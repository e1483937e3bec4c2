"""Runs both programs, watch.py and receive.py, until Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    file = sys.argv[1] if len(sys.argv) > 1 else str(FOLDER / "signups.txt")
    commands = [["receive.py"], ["watch.py", file]]
    programs = [subprocess.Popen([sys.executable, str(FOLDER / name), *rest]) for name, *rest in commands]

    def stop(*_: object) -> None:
        for program in programs:
            program.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    codes = []
    for program in programs:
        codes.append(program.wait())
        if codes[-1] != 0:
            stop()
    return max(map(abs, codes))


if __name__ == "__main__":
    sys.exit(main())
