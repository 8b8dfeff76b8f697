#!/usr/bin/env python3
"""Visitors of a workshop who move levers all at once: how long they wait, what fails, and what memory the server takes.

    cargo build --release
    python3 tests/load/workshop.py target/release/jiama

Starts `jiama workshop` on a free port, measures one visitor alone, then all visitors at once: in each round every visitor sets
other levers and waits for the run. Every setting is new, so nothing comes from what is remembered. Then some visitors move levers
without waiting, as on a page: they leave the run that they wait for and ask for another. Only Python's own library is needed.
The exit code is 1 where a request failed or the slowest answer took longer than --slowest.
"""

import argparse
import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time

LEVERS = {
    "evaluation.third_party": (0.0, 1.0),
    "evaluation.weights.digital": (0.1, 0.9),
    "evaluation.random_evaluators": (0.0, 1.0),
    "cascade.cap": (0.0, 0.5),
    "contest.rankings": (0.0, 1.0),
    "windows.max_mandate": (0.0, 1.0),
    "demands.sharing": (0.0, 1.0),
    "audit.base": (0.0, 0.3),
}


def memory(pid, key):
    """Kibibytes of the server: VmHWM, the most so far, or VmRSS, now."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(key))
    except (OSError, StopIteration):
        return None


def body(draws):
    chosen = draws.sample(sorted(LEVERS), 3)
    return json.dumps({"set": {lever: round(draws.uniform(*LEVERS[lever]), 6) for lever in chosen}})


class Visitor:
    def __init__(self, address, number, seed):
        self.address, self.number, self.draws = address, number, random.Random(f"{seed} {number}")
        self.waits, self.errors, self.bytes = [], [], 0

    def headers(self):
        return {"content-type": "application/json", "x-jiama-visitor": f"load-{self.number}"}

    def run(self, timeout=120):
        start = time.perf_counter()
        try:
            connection = http.client.HTTPConnection(*self.address, timeout=timeout)
            connection.request("POST", "/api/run", body(self.draws), self.headers())
            answer = connection.getresponse()
            text = answer.read()
            connection.close()
            if answer.status != 200 or not json.loads(text)["series"]:
                self.errors.append(f"{answer.status} {text[:200]!r}")
            self.bytes = len(text)
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            self.errors.append(repr(error))
        self.waits.append(time.perf_counter() - start)

    def leave(self):
        """Asks for a run and is gone before it is there."""
        try:
            connection = http.client.HTTPConnection(*self.address, timeout=120)
            connection.request("POST", "/api/run", body(self.draws), self.headers())
            time.sleep(self.draws.uniform(0.02, 0.3))
            connection.close()
        except OSError as error:
            self.errors.append(repr(error))

    def rounds(self, rounds):
        for _ in range(rounds):
            self.run()

    def impatient(self, rounds):
        for _ in range(rounds):
            self.leave()
        self.run()


def at_once(visitors, work):
    threads = [threading.Thread(target=work, args=(visitor,)) for visitor in visitors]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def told(name, visitors, seconds, pid):
    waits = sorted(wait for visitor in visitors for wait in visitor.waits)
    errors = [error for visitor in visitors for error in visitor.errors]
    peak = memory(pid, "VmHWM:")
    print(
        f"{name}: {len(waits)} answers in {seconds:.1f} s, median {statistics.median(waits):.2f} s, slowest {waits[-1]:.2f} s, "
        f"{len(errors)} errors, {max(v.bytes for v in visitors) // 1000} kB an answer"
        + (f", memory {memory(pid, 'VmRSS:') // 1024} MiB, at most {peak // 1024} MiB" if peak else "")
    )
    for error in sorted(set(errors))[:5]:
        print("  error:", error)
    return waits[-1], len(errors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("jiama", help="the program")
    parser.add_argument("--visitors", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2, help="threads of the server")
    parser.add_argument("--slowest", type=float, default=20.0, help="seconds that the slowest answer may take")
    parser.add_argument("--alone", type=float, default=2.0, help="seconds that a lone visitor may wait")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    server = subprocess.Popen(
        [args.jiama, "workshop", "--port", "0", "--threads", str(args.threads)], stdout=subprocess.PIPE, text=True
    )
    try:
        address = None
        for line in server.stdout:
            found = re.search(r"^Workshop\s+http://([^:/]+):(\d+)/", line)
            if found:
                address = (found[1], int(found[2]))
            if "Ctrl-C" in line:
                break
        if address is None:
            sys.exit("the server did not say where it is")

        first = Visitor(address, "first", args.seed)
        told("first run, with the country as it is", [first], at_once([first], lambda v: v.run()), server.pid)
        lone = Visitor(address, "lone", args.seed)
        alone, errors = told("one visitor", [lone], at_once([lone], lambda v: v.rounds(5)), server.pid)
        visitors = [Visitor(address, number, args.seed) for number in range(args.visitors)]
        slowest, more = told(
            f"{args.visitors} visitors at once", visitors, at_once(visitors, lambda v: v.rounds(args.rounds)), server.pid
        )
        restless = [Visitor(address, f"r{number}", args.seed) for number in range(args.visitors)]
        last, most = told(
            f"{args.visitors} who left {args.rounds} runs before they waited for one",
            restless,
            at_once(restless, lambda v: v.impatient(args.rounds)),
            server.pid,
        )
        failed = errors + more + most
        good = failed == 0 and max(slowest, last) <= args.slowest and alone <= args.alone
        print("as it should be" if good else f"not as it should be: {failed} errors, slowest {max(slowest, last):.2f} s")
        sys.exit(0 if good else 1)
    finally:
        server.send_signal(2)
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
