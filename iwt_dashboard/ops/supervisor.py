"""Runs the application server and the worker side by side, and looks after the embedded database.

One that ends is started again; one that keeps ending is started again later each time. Asked to stop, all are asked to
finish what they have begun. Should this process itself be killed, the others notice and finish too.
"""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger(__name__)

PARENT = "IWT_PARENT"
LONGEST_WAIT = 30.0
# Who lived so long was well: the next death is a new accident.
WELL_AFTER = 60.0
# A first start that fails so soon will fail again: its message is worth more than another try.
HOPELESS_BEFORE = 10.0
# Longer than the application server's and the worker's own patience with what they have begun.
SECONDS_TO_FINISH = 45.0


@dataclass
class Program:
    """One process to keep running."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    is_vital: bool = False
    # Open files that it is to have too.
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches us alone and they are told in order."""
        environment = {**os.environ, **self.environment, PARENT: str(os.getpid())}
        self.process = subprocess.Popen(  # noqa: S603
            self.command, env=environment, start_new_session=True, pass_fds=self.descriptors
        )
        self.started = time.monotonic()

    def is_hopeless(self, code: int, now: float) -> bool:
        """Whether it gave up by itself at once, the first time."""
        return self.is_vital and code > 0 and not self.deaths and now - self.started < HOPELESS_BEFORE

    def note_death(self, now: float) -> None:
        """Decide when to start it again."""
        self.deaths = 1 if now - self.started > WELL_AFTER else self.deaths + 1
        self.not_before = now + min(LONGEST_WAIT, 0.5 * 2 ** (self.deaths - 1))
        code = self.process.returncode if self.process else None
        logger.warning("The %s ended with code %s and is started again.", self.name, code)
        self.process = None


class Supervisor:
    """Keeps programs running until it is asked to stop."""

    def __init__(self, programs: list[Program], look_after: Callable[[], None]) -> None:
        self.programs = programs
        self.look_after = look_after
        self.is_stopping = False

    def run(self) -> int:
        """Run until stopped; return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        code = 0
        while not self.is_stopping:
            self.look_after()
            for program in self.programs:
                if (given_up := self._tend(program)) is not None:
                    code, self.is_stopping = given_up, True
            if not self.is_stopping:
                # A signal ends the sleep only by what its handler has set: keep it short.
                time.sleep(0.25)
        self.finish()
        return code

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _tend(self, program: Program) -> int | None:
        """Start a program that does not run; answer with an exit code where that is hopeless."""
        now = time.monotonic()
        if program.process is not None:
            code = program.process.poll()
            if code is None:
                return None
            if program.is_hopeless(code, now):
                return code
            program.note_death(now)
        if program.process is None and now >= program.not_before and not self.is_stopping:
            program.start()
        return None

    def finish(self) -> None:
        """Let everybody finish, the application server first to be told: it is the one that people wait for."""
        running = [program.process for program in self.programs if program.process]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + SECONDS_TO_FINISH
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
