"""Start a SLURM with one node and simulated GPUs, without systemd, cgroups or accounts."""

import fcntl
import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PROGRAMS = (
    "setpriv",
    "munged",
    "slurmctld",
    "slurmd",
    "sbatch",
    "srun",
    "squeue",
    "scancel",
    "scontrol",
)
SYSTEM = Path(
    "/etc/slurm"
)  # jobs look here, because the plugin removes SLURM_CONF from their environment
NAME = "hollytest"
PATIENCE = 60  # seconds to wait until a daemon answers

# One machine stands in for a cluster; with `config_overrides`, SLURM trusts these numbers.
CONFIGURATION = """\
ClusterName={name}
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SwitchType=switch/none
MpiDefault=none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
GresTypes=gpu
ReturnToService=2
KillWait=5
MinJobAge=7200
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=100000 Gres=gpu:2 State=UNKNOWN
PartitionName=cpu Nodes={host} Default=YES MaxTime=INFINITE State=UP
PartitionName=gpu Nodes={host} MaxTime=INFINITE State=UP
"""


def _why_not():
    """Why no SLURM can be started on this machine; None if one can."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        return f"needs {', '.join(missing)} (Debian: slurm-wlm, munge)"
    if os.geteuid() != 0:
        return "only root can start a SLURM"
    if (SYSTEM / "slurm.conf").exists() and not _left_behind(SYSTEM / "slurm.conf"):
        return f"{SYSTEM}/slurm.conf exists: this machine belongs to a SLURM already"
    return None


def _left_behind(path):
    """Whether this is a link left by a test that was killed."""
    return path.is_symlink() and (not path.exists() or f"={NAME}\n" in path.read_text())


@contextmanager
def _linked(folder, *names):
    """Link files of a folder to where SLURM looks for them; tests of other sessions wait."""
    system = os.open(SYSTEM, os.O_RDONLY)
    fcntl.flock(system, fcntl.LOCK_EX)  # the kernel frees it when this process dies
    links = [SYSTEM / name for name in names]
    try:
        for link in links:
            link.unlink(missing_ok=True)
            link.symlink_to(folder / link.name)
        yield
    finally:
        for link in links:
            link.unlink(missing_ok=True)
        os.close(system)


def _free_ports(count):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def _daemon(folder, *command):
    """Run a daemon that ends with the test, even if the test is killed."""
    with (folder / f"{command[0]}.log").open("w") as log:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *map(str, command)],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(answers, folder):
    until = time.monotonic() + PATIENCE
    while not answers():
        if time.monotonic() > until:
            logs = [f"{log.name}:\n{log.read_text()[-2000:]}" for log in folder.glob("*.log")]
            raise AssertionError("SLURM does not answer\n" + "\n".join(logs))
        time.sleep(0.2)


def _says(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def _idle():
    return set(_says("sinfo", "--noheader", "--format=%T")) == {"idle"}


def _end_jobs(folder):
    """Cancel jobs that a failed test has left running; they would outlive the daemons."""
    _says("scancel", "--partition=cpu")
    _says("scancel", "--partition=gpu")
    _wait_for(lambda: not _says("squeue", "--noheader"), folder)


@contextmanager
def slurm(folder):
    """Run a SLURM with the partitions cpu and gpu, with its files in `folder`.

    Skips the test if this machine cannot run one; in continuous integration, the test fails.
    """
    why_not = _why_not()
    if why_not:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why_not)
    host = socket.gethostname().partition(".")[0]
    ports = dict(zip(("controller_port", "node_port"), _free_ports(2), strict=True))
    for name in ("state", "spool"):
        (folder / name).mkdir()
    folder.chmod(0o755)  # munged requires a socket that everyone can reach
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    key = keys / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    values = {"name": NAME, "host": host, "folder": folder, **ports}
    (folder / "slurm.conf").write_text(CONFIGURATION.format(**values))
    (folder / "gres.conf").write_text("Name=gpu File=/dev/null\nName=gpu File=/dev/zero\n")
    with ExitStack() as stack:
        stack.enter_context(_linked(folder, "slurm.conf", "gres.conf"))
        stack.enter_context(
            _daemon(
                folder,
                *("munged", "--foreground", f"--key-file={key}"),
                *(f"--socket={folder}/munge.socket", f"--pid-file={folder}/munged.pid"),
                *(f"--seed-file={keys}/seed", f"--log-file={folder}/munge.log", "--force"),
            )
        )
        _wait_for((folder / "munge.socket").exists, folder)
        stack.enter_context(_daemon(folder, "slurmctld", "-D"))
        stack.enter_context(_daemon(folder, "slurmd", "-D", "-N", host))
        _wait_for(_idle, folder)
        stack.callback(_end_jobs, folder)
        yield
