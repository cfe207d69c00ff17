#!/usr/bin/env python3
"""bench - medians of the workloads as whole processes, lichen and (when installed) buildah in turns on the same work.

usage: bench.py [-n RUNS] [--no-buildah] [--base DEBIAN.tar] [WORKLOAD ...]
Workloads: w1 w2a w2b w3 w3s w4 w4s w5 (w8 needs --base: an OCI archive with gcc in it). No time is asserted; the output is for
people: median, least and greatest wall seconds, peak memory of the largest process, and the ratio buildah / lichen.
"""
import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# name: directory, exported as a gzip layout, cached (a first build is not counted), what one step is for the report
WORK = {
    "w1": ("w1", False, False, 30), "w2a": ("w2a", False, True, 0), "w2b": ("w2b", False, True, 0),
    "w3": ("w3", True, False, 0), "w3s": ("w3", False, False, 0), "w4": ("w4", True, False, 0),
    "w4s": ("w4", False, False, 0), "w5": ("w5", False, False, 0), "w8": ("w8", False, False, 0),
}
MAPPED = ["unshare", "--user", "--map-root-user", "--map-auto", "--"]


def run(command, env, quiet=True):
    started = time.monotonic()
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE if quiet else None)
    output = child.stderr.read() if quiet else b""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)}\n{output.decode(errors='replace')[-2000:]}")
    return time.monotonic() - started, usage.ru_maxrss / 1024


class Lichen:
    def __init__(self, work, contexts):
        self.program, self.work, self.contexts = os.environ.get("LICHEN", "lichen"), work, contexts
        self.store = os.path.join(work, "store")
        self.env = dict(os.environ, LICHEN_STORE=self.store)

    def clean(self):
        """Forget every step but keep the bases, as somebody who edited the first line would find the store."""
        shutil.rmtree(os.path.join(self.work, "out"), ignore_errors=True)

    def build(self, context, export, cached):
        command = [self.program, "build", "--progress=quiet", "-t", "bench"]
        for name, source in self.contexts.items():
            command += ["--build-context", f"{name}={source}"]
        if not cached:
            command.append("--no-cache")
        if export:
            command += ["-o", f"type=oci,tar=false,dest={self.work}/out"]
        return run(command + [context], self.env)


class Buildah:
    def __init__(self, work, contexts):
        self.work, home = work, os.path.join(work, "home")
        os.makedirs(f"{home}/.config/containers", exist_ok=True)
        with open(f"{home}/.config/containers/storage.conf", "w", encoding="utf-8") as file:
            file.write(f'[storage]\ndriver = "overlay"\ngraphroot = "{work}/graph"\nrunroot = "{work}/runroot"\n')
        with open(f"{home}/.config/containers/policy.json", "w", encoding="utf-8") as file:
            file.write('{"default": [{"type": "insecureAcceptAnything"}]}')
        self.env = dict(os.environ, HOME=home)
        for name, source in contexts.items():
            layout = source.removeprefix("oci-layout://").removeprefix("oci-archive://")
            kind = "oci" if source.startswith("oci-layout") else "oci-archive"
            pulled = subprocess.run(["buildah", "pull", "-q", f"{kind}:{layout}"], env=self.env, check=True,
                                    capture_output=True, text=True).stdout.split()[-1]
            subprocess.run(["buildah", "tag", pulled, f"localhost/{name.lower()}:latest"], env=self.env, check=True)

    def clean(self):
        shutil.rmtree(os.path.join(self.work, "out-buildah"), ignore_errors=True)

    def build(self, context, export, cached):
        command = ["buildah", "bud", "-q", "--isolation", "chroot", "--layers", "--pull=never", "-t", "bench"]
        if not cached:
            command.append("--no-cache")
        wall, peak = run(command + [context], self.env)
        if export:
            more, other = run(["buildah", "push", "-q", "bench", f"oci:{self.work}/out-buildah:latest"], self.env)
            wall, peak = wall + more, max(peak, other)
        return wall, peak


def busybox(work):
    """The base, built by lichen itself and read by both."""
    context = os.path.join(work, "busybox-context")
    os.makedirs(context)
    shutil.copy("/bin/busybox", context)
    with open(f"{context}/Dockerfile", "w", encoding="utf-8") as file:
        file.write('FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n'
                   "RUN mkdir -p /tmp /etc /root /proc /sys /dev\n")
    layout = os.path.join(work, "busybox")
    run([os.environ.get("LICHEN", "lichen"), "build", "-q", "--allow-root", "--reason", "a base image", "-t", "busybox", "-o",
         f"type=oci,tar=false,dest={layout}", context], dict(os.environ, LICHEN_STORE=f"{work}/store"))
    return f"oci-layout://{layout}"


def prepare(work, names, base):
    subprocess.run([sys.executable, f"{HERE}/workloads.py", work], check=True)
    contexts = {"bbase": busybox(work)}
    if base:
        contexts["dbase"] = contexts["gbase"] = f"oci-archive://{os.path.abspath(base)}"
    for directory in {WORK[name][0] for name in names}:
        path = f"{work}/{directory}/Dockerfile"
        with open(path, encoding="utf-8") as file:
            text = file.read().replace("BBASE", "bbase").replace("DBASE", "dbase").replace("GBASE", "gbase")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text if "USER" in text else text + "USER 1000:1000\n")
    return contexts


def measure(builders, work, name, runs):
    directory, export, cached, steps = WORK[name]
    figures = {builder: [] for builder in builders}
    for turn in range(runs + 1):  # the first is a warm-up
        for builder in builders:
            builder.clean()
            figure = builder.build(f"{work}/{directory}", export, cached)
            if turn:
                figures[builder].append(figure)
    medians = {}
    for builder, list_ in figures.items():
        walls = [wall for wall, _ in list_]
        medians[builder] = statistics.median(walls)
        each = f"  {medians[builder] / steps * 1000:7.1f} ms a step" if steps else ""
        print(f"{name:4} {type(builder).__name__.lower():8} median {medians[builder]:8.3f} s  least {min(walls):8.3f}  "
              f"greatest {max(walls):8.3f}  peak {max(peak for _, peak in list_):6.1f} MiB{each}")
    if len(builders) > 1:
        print(f"{name:4} buildah / lichen {medians[builders[1]] / medians[builders[0]]:.1f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=5)
    parser.add_argument("--no-buildah", action="store_true")
    parser.add_argument("--base")
    parser.add_argument("workloads", nargs="*", default=["w1", "w2a", "w2b", "w3", "w3s", "w4", "w4s", "w5"])
    args = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    work = tempfile.mkdtemp(prefix="lichen-bench.")
    try:
        contexts = prepare(work, args.workloads, args.base)
        builders = [Lichen(work, contexts)]
        if not args.no_buildah and shutil.which("buildah"):
            builders.append(Buildah(work, contexts))
        for name in args.workloads:
            measure(builders, work, name, args.n)
    finally:
        subprocess.run(MAPPED + ["rm", "-rf", work], check=False)


main()
