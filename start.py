"""One command from a fresh copy to the open product: `python3 start.py`; `python3 start.py test` runs the tests.

Standard library only. This file keeps to the syntax of Python 3.6, so that an older Python reads far enough to say that it is too old.
"""
# ruff: noqa: UP031

import argparse
import os
import signal
import subprocess
import sys

OLDEST = (3, 11)
TOO_OLD = {
    True: "Recaudo necesita Python %s o más nuevo; este es %s. Instale uno de python.org y vuelva a intentarlo.",
    False: "Recaudo needs Python %s or newer; this is %s. Install one from python.org and try again.",
}


def main(arguments: "list[str]") -> int:
    """The whole start; gives the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.version_info < OLDEST:
        spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "es")
        print(TOO_OLD[spoken.startswith("es")] % ("%d.%d" % OLDEST, "%d.%d.%d" % tuple(sys.version_info[:3])), file=sys.stderr)
        return 1
    from core.launch.words import Stop, tell

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        return run(arguments)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        tell("stopped")
        return 130 if arguments[:1] == ["test"] else 0


def run(arguments: "list[str]") -> int:
    """The tests or the product; gives the exit status."""
    from core.launch.testing import run_tests

    return run_tests(arguments[1:]) if arguments[:1] == ["test"] else run_product(arguments)


def run_product(arguments: "list[str]") -> int:
    """Install, migrate and serve; gives the exit status."""
    from core.launch.install import PYTHON, REPO, RUN, install
    from core.launch.places import check_port, is_current, prepare_folder
    from core.launch.server import environment_of, serve
    from core.launch.words import Stop, tell, words

    options = read_options(arguments)
    check_port(options.port)
    folder = prepare_folder(options.data)
    tell("data at", folder=folder)
    install([RUN])
    environment = environment_of(folder, options.port)
    migrate = [PYTHON, "-m", "core", "migrate"]
    if not is_current(folder) and subprocess.call(migrate, cwd=str(REPO), env=environment, stdout=subprocess.DEVNULL):
        raise Stop(words("not migrated"))
    if options.demo:  # refused, in words, when there is a company already; the product then opens as it is
        subprocess.call([PYTHON, "-m", "core", "demo"], cwd=str(REPO), env=environment)
    return serve(options.port, environment, browse=not options.no_browser)


def read_options(arguments: "list[str]") -> argparse.Namespace:
    """What was asked for on the command line; wrong usage ends with status 2."""
    from core.launch.places import default_data_folder
    from core.launch.words import words

    parser = argparse.ArgumentParser(prog="start.py", description=words("about"), epilog=words("epilog"))
    parser.add_argument("--port", type=int, default=8501, help=words("port"))
    parser.add_argument("--data", default=os.environ.get("RECAUDO_DATA") or default_data_folder(), help=words("data"))
    parser.add_argument("--no-browser", action="store_true", help=words("no-browser"))
    parser.add_argument("--demo", action="store_true", help=words("demo"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
