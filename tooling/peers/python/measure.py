"""Timing, and the one JSON line that every script here prints on standard output."""
import argparse
import json
import time
from importlib.metadata import version


def arguments(**defaults):
    """--quick, and --NAME for every default, of its type."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--quick', action='store_true', help='a short form that shows that it works')
    for name, value in defaults.items():
        parser.add_argument(f'--{name.replace("_", "-")}', type=type(value), default=value)
    return parser.parse_args()


def milliseconds_per_call(call, seconds):
    """Calls for a fifth of the time to warm up, then for `seconds` in seven stretches; the median of their means."""
    warm_until = time.perf_counter() + max(0.2, seconds / 5)
    calls = 0
    began = time.perf_counter()
    while calls < 3 or time.perf_counter() < warm_until:
        call()
        calls += 1
    chunk = max(1, int(calls * 0.01 / (time.perf_counter() - began)))
    means = []
    for _ in range(7):
        done, start, elapsed = 0, time.perf_counter(), 0.0
        while elapsed < seconds / 7:
            for _ in range(chunk):
                call()
            done += chunk
            elapsed = time.perf_counter() - start
        means.append(1000 * elapsed / done)
    return sorted(means)[3]


def report(peer, work, packages, **figures):
    versions = {name: version(name) for name in packages}
    print(json.dumps({'peer': peer, 'work': work, **figures, 'versions': versions}), flush=True)
