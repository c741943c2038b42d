"""attnstudio cluster: certificates, scheduler and workers of a cluster. Never imports Qt."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from attnstudio.commands import options


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "cluster", help="compute on several machines: make certificates, run a scheduler, run workers"
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    init = actions.add_parser("init", help="make an authority and certificates for scheduler, workers and clients")
    init.add_argument("folder", type=Path, metavar="DIR")
    init.add_argument("--days", type=options.at_least(1), default=365, metavar="N", help="how long they are valid")
    init.set_defaults(action=_init)
    _add_scheduler(actions.add_parser("scheduler", help="hand out work to the workers that connect to it"))
    _add_workers(actions.add_parser("worker", help="compute for a scheduler, until it is stopped"))
    _add_test(actions.add_parser("test", help="connect to a cluster as a client, and list its workers"))
    process = actions.add_parser("worker-process")  # without help these are not listed
    process.add_argument("address")
    for name in ("--threads", "--memory", "--port"):
        process.add_argument(name, type=int)
    process.add_argument("--name", default="")
    _add_certificates(process)
    process.set_defaults(action=_process)
    actions.add_parser("gpus").set_defaults(action=_gpus)
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.cluster import processes

    processes.tie()
    result: int = arguments.action(arguments)
    return result


def add_place(parser: argparse.ArgumentParser) -> None:
    """Where `explain` and others compute."""
    parser.add_argument(
        "--cluster",
        metavar="local:N|tls://HOST:PORT",
        help="compute on N processes of this machine, or on the workers of a scheduler",
    )
    _add_certificates(parser)


def calls(arguments: argparse.Namespace) -> Any:
    """None: it runs here. Raises ChoiceFailure."""
    from attnstudio.cluster.calls import ClusterCalls

    chosen = place(arguments)
    return None if chosen.is_here else ClusterCalls(chosen, options.weight_folders())


def place(arguments: argparse.Namespace) -> Any:
    """Raises ChoiceFailure."""
    from attnstudio.cluster.place import HERE, Place
    from attnstudio.core.errors import ChoiceFailure

    if arguments.cluster is None:
        if arguments.certificates is not None:
            raise ChoiceFailure("--certificates needs --cluster tls://HOST:PORT.")
        return HERE
    return Place.parse(arguments.cluster, arguments.certificates)


def _add_certificates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--certificates", type=Path, metavar="DIR", help="folder that `attnstudio cluster init` has made"
    )


def _add_scheduler(parser: argparse.ArgumentParser) -> None:
    from attnstudio.cluster.place import DEFAULT_PORT

    parser.add_argument(
        "--host", default="127.0.0.1", help="address of this machine to listen on; default: only this machine"
    )
    parser.add_argument("--port", type=options.at_least(0), default=DEFAULT_PORT, help="0: a free one")
    parser.add_argument(
        "--dashboard",
        type=options.at_least(1),
        metavar="PORT",
        help="show Dask's web pages, which have no password, to this machine",
    )
    _add_certificates(parser)
    parser.set_defaults(action=_scheduler)


def _add_workers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="tls://HOST:PORT")
    parser.add_argument(
        "--processes",
        type=options.at_least(1),
        metavar="N",
        help="default: one a GPU, or one, which uses all cores; N processes share the cores",
    )
    parser.add_argument(
        "--port",
        type=options.at_least(1),
        metavar="FIRST",
        help="the first process listens on this port, the next ones on the next; default: free ones",
    )
    parser.add_argument("--name", default="", help="of the workers, for messages")
    _add_certificates(parser)
    parser.set_defaults(action=_worker)


def _add_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("cluster", metavar="local:N|tls://HOST:PORT")
    _add_certificates(parser)
    parser.set_defaults(action=_test)


def _init(arguments: argparse.Namespace) -> int:
    from attnstudio.cluster import certificates

    for file in certificates.init(arguments.folder, arguments.days):
        print(file)
    return 0


def _scheduler(arguments: argparse.Namespace) -> int:
    from attnstudio.cluster import scheduler

    scheduler.run(
        arguments.host,
        arguments.port,
        arguments.certificates,
        dashboard=arguments.dashboard,
        on_start=lambda address: print(f"scheduler at {address}", flush=True),
    )
    return 0


def _worker(arguments: argparse.Namespace) -> int:
    from attnstudio.cluster import worker

    choice = worker.WorkerChoice(
        arguments.address,
        arguments.certificates,
        processes=arguments.processes or 0,
        first_port=arguments.port or 0,
        name=arguments.name,
    )
    worker.supervise(choice)
    return 0


def _process(arguments: argparse.Namespace) -> int:
    from attnstudio.cluster import worker

    worker.serve(
        arguments.address,
        arguments.certificates,
        threads=arguments.threads or worker.core_count(),
        budget=arguments.memory,
        port=arguments.port or 0,
        name=arguments.name,
    )
    return 0


def _test(arguments: argparse.Namespace) -> int:
    from attnstudio.cluster.connection import test_connection
    from attnstudio.core.text import counted

    found = test_connection(place(arguments))
    print(f"{found.address}: {counted(len(found.workers), 'worker')}, {found.seconds:.1f} s")
    for one in found.workers:
        print(
            f"{one.worker} on {one.host}: {', '.join(one.devices)}, {counted(one.threads, 'thread')}, "
            f"attnstudio {one.version}, TensorFlow {one.tensorflow}"
        )
    return 0


def _gpus(arguments: argparse.Namespace) -> int:
    from attnstudio.core import device

    print(len(device.gpus()))
    return 0
