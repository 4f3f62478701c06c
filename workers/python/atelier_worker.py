#!/usr/bin/env python3
"""A GPU worker for Atelier in one file, with nothing but Python's standard library (3.9 or newer).

    export ATELIER_URL=https://studio.example
    export ATELIER_WORKER_CREDENTIAL=atlw_...
    python3 atelier_worker.py --comfyui http://127.0.0.1:8188 --workflows ./workflows

It asks for work over HTTPS, so it needs no open port. Without `--comfyui` it paints a plain test picture for each
job. With it, each job runs the workflow `<job_kind>.json` (saved in ComfyUI as "API format"), in which texts such as
"{{prompt}}", "{{seed}}", "{{width}}" or any other parameter stand where the job's values go.
A handler of your own is a function `handle(job, worker)` that yields `Output`s; see `HANDLERS` at the end.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import struct
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zlib
from dataclasses import dataclass

VERSION = "1.0"
TRIES_MAX = 6
PAUSE_MAX_SECONDS = 30
JOB_SECONDS_MAX = 3600
OUTPUT_BYTES_MAX = 2 << 30


class Refused(Exception):
    """The server answered and said no. Unless that is `passing`, trying the same again does not help."""

    def __init__(self, status, code, detail):
        super().__init__(f"{status} {code}: {detail}")
        self.passing = status >= 500 or status == 429
        self.code = code


class Cancelled(Exception):
    """The job is not wanted any more, or is somebody else's now."""


class Failed(Exception):
    """The job cannot be done. `retry` says whether another try, perhaps elsewhere, may work."""

    def __init__(self, message, retry=True):
        super().__init__(message)
        self.retry = retry


@dataclass
class Output:
    """One result: bytes with their type, or a text."""

    data: bytes = b""
    mime_type: str = "image/png"
    text: str = ""


class Server:
    """The protocol. Network errors and 5xx are tried again with growing pauses; every call may be said twice."""

    def __init__(self, url, credential):
        self.url = url.rstrip("/") + "/api/worker/v1/"
        self.credential = credential

    def call(self, path, body=None, tries=TRIES_MAX):
        data = json.dumps(body or {}).encode()
        answer = self._send("POST", path, data, {"Content-Type": "application/json"}, tries)
        return json.loads(answer)["data"]

    def upload(self, path, data, mime_type):
        headers = {"Content-Type": mime_type, "X-Content-SHA256": hashlib.sha256(data).hexdigest()}
        return json.loads(self._send("PUT", path, data, headers, TRIES_MAX))["data"]

    def read(self, path):
        return self._send("GET", path, None, {}, TRIES_MAX)

    def _send(self, method, path, data, headers, tries):
        for attempt in range(1, tries + 1):
            request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
            request.add_header("Authorization", "Bearer " + self.credential)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.read()
            except urllib.error.HTTPError as answer:
                failure = self._refusal(answer)
                if not failure.passing:
                    raise failure from None
            except (urllib.error.URLError, OSError) as broken:
                failure = broken
            if attempt == tries:
                raise failure
            time.sleep(min(PAUSE_MAX_SECONDS, 2**attempt * random.uniform(0.25, 0.5)))

    @staticmethod
    def _refusal(answer):
        try:
            problem = json.loads(answer.read())
            return Refused(answer.code, problem.get("code", ""), problem.get("detail", ""))
        except ValueError:
            return Refused(answer.code, "", "no reason given")


class Job:
    """A job in hand: its data, and a heartbeat that keeps the lease while the handler works."""

    def __init__(self, server, data, every):
        self.server = server
        self.data = data
        self.id = data["job_id"]
        self.token = data["lease_token"]
        self.progress = None
        self.lost = threading.Event()
        self._done = threading.Event()
        self._every = every
        self._heart = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self):
        self._heart.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._heart.join()

    def _beat(self):
        while not self._done.wait(self._every):
            body = {"lease_token": self.token}
            if self.progress is not None:
                body["progress"] = self.progress
            try:
                if self.server.call(f"jobs/{self.id}/heartbeat", body, tries=2)["command"] == "cancel":
                    self.lost.set()
            except (Refused, OSError) as broken:
                # A lease outlives a server that is away for a while.
                if isinstance(broken, Refused) and not broken.passing:
                    self.lost.set()
                else:
                    print(f"heartbeat of {self.id} failed: {broken}", file=sys.stderr)

    def tell(self, progress):
        """How far it is, 0 to 1. Raises Cancelled when the work is for nothing."""
        self.progress = max(0.0, min(1.0, progress))
        if self.lost.is_set():
            raise Cancelled()

    def inputs(self):
        """The pictures to work from, in order."""
        for item in self.data["inputs"]:
            yield self.server.read(f"jobs/{self.id}/inputs/{item['asset_id']}?lease_token={self.token}")


class Worker:
    def __init__(self, server, handler, options):
        self.server = server
        self.handler = handler
        self.options = options
        self.stopping = threading.Event()
        self.every = 15

    def run(self):
        terms = self.server.call("register", self._register())
        self.every = terms["heartbeat_seconds"]
        print(f"{terms['name']} serves {', '.join(terms['job_kinds'])}", flush=True)
        done = 0
        while not self.stopping.is_set():
            work = self._lease(terms["wait_seconds_max"])
            if work["job"]:
                self._work(work["job"])
                done += 1
                if self.options.jobs and done >= self.options.jobs:
                    break
            elif work["command"] == "drain":
                self.stopping.wait(self.every)
        self.server.call("drain")

    def _lease(self, seconds):
        """The next job; an outage of the server, however long, is waited for."""
        while True:
            try:
                return self.server.call("lease", {"wait_seconds": seconds})
            except Refused as refused:
                if not refused.passing:
                    raise
                print(refused, file=sys.stderr, flush=True)
            except OSError as broken:
                print(f"no connection: {broken}", file=sys.stderr, flush=True)
            if self.stopping.wait(self.every):
                return {"job": None, "command": "ok"}

    def _register(self):
        body = {"version": f"atelier_worker.py {VERSION}"}
        if self.options.device:
            body["device"] = self.options.device
        if self.options.vram:
            body["vram_total_bytes"] = self.options.vram
        if self.options.kinds:
            body["job_kinds"] = self.options.kinds
        return body

    def _work(self, data):
        with Job(self.server, data, self.every) as job:
            try:
                self._deliver(job, list(self.handler(job, self)))
                print(f"{job.id} {data['job_kind']} completed", flush=True)
            except Cancelled:
                print(f"{job.id} cancelled", flush=True)
            except Refused as refused:
                if refused.code != "workers.lease_lost":
                    self._fail(job, str(refused), retry=True)
            except Failed as failure:
                self._fail(job, str(failure), failure.retry)
            except Exception as broken:  # whatever a handler throws is the job's end and not the worker's
                self._fail(job, f"{type(broken).__name__}: {broken}", retry=True)

    def _deliver(self, job, outputs):
        named, texts = [], []
        for output in outputs:
            if output.text:
                texts.append(output.text)
                continue
            place = f"outputs/{job.id}/{len(named)}?lease_token={job.token}"
            kept = self.server.upload(place, output.data, output.mime_type)
            named.append({"path": kept["path"], "mime_type": output.mime_type})
        body = {"lease_token": job.token, "outputs": named}
        if texts:
            body["text"] = "".join(texts)
        self.server.call(f"jobs/{job.id}/complete", body)

    def _fail(self, job, message, retry):
        print(f"{job.id} failed: {message}", file=sys.stderr, flush=True)
        try:
            body = {"lease_token": job.token, "error": message[:2000], "retry": retry}
            self.server.call(f"jobs/{job.id}/fail", body)
        except (Refused, OSError) as broken:  # the lease runs out, and the server takes the job back by itself
            print(f"{job.id}: {broken}", file=sys.stderr)


def size(job):
    width, _, height = str(job.data["parameters"].get("size", "512x512")).partition("x")
    return int(width or 512), int(height or 512)


def test_picture(job, _worker):
    """Plain pictures in the job's size, or the prompt as a text: shows that everything but the GPU works."""
    if job.data["type"] == "text":
        yield Output(text=f"You said: {job.data['prompt']}")
        return
    width, height = size(job)
    count = int(job.data["parameters"].get("n", 1))
    for number in range(count):
        job.tell(number / count)
        colour = hashlib.sha256(f"{job.data['prompt']} {number}".encode()).digest()[:3]
        yield Output(png(width, height, colour))


def png(width, height, colour):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + colour * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class ComfyUI:
    """Runs a job as a workflow of a ComfyUI server on this machine."""

    TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
             "mp4": "video/mp4", "webm": "video/webm", "flac": "audio/flac", "mp3": "audio/mpeg", "wav": "audio/wav"}

    def __init__(self, url, folder):
        self.url = url.rstrip("/")
        self.folder = folder

    def __call__(self, job, _worker):
        workflow = self._workflow(job)
        queued = self._json("/prompt", {"prompt": workflow, "client_id": uuid.uuid4().hex})
        if queued.get("node_errors"):
            raise Failed(f"ComfyUI refuses the workflow: {json.dumps(queued['node_errors'])[:500]}", retry=False)
        try:
            history = self._await(job, queued["prompt_id"])
        except Cancelled:
            self._json("/queue", {"delete": [queued["prompt_id"]]})
            self._json("/interrupt", {"prompt_id": queued["prompt_id"]})
            raise
        yield from self._outputs(history)

    def _workflow(self, job):
        kind = job.data["job_kind"]
        path = os.path.join(self.folder, kind + ".json")
        if not os.path.isfile(path):
            raise Failed(f"There is no workflow {kind}.json on this worker.", retry=False)
        with open(path, encoding="utf-8") as file:
            workflow = json.load(file)
        width, height = size(job)
        values = dict(job.data["parameters"], prompt=job.data["prompt"], width=width, height=height)
        values.setdefault("negative_prompt", "")
        if values.get("seed") is None:
            values["seed"] = random.randrange(2**31)
        for number, data in enumerate(job.inputs()):
            values[f"input_{number}"] = self._send_input(f"{job.id}_{number}.png", data)
        return self._filled(workflow, values)

    def _filled(self, node, values):
        if isinstance(node, dict):
            return {name: self._filled(value, values) for name, value in node.items()}
        if isinstance(node, list):
            return [self._filled(value, values) for value in node]
        if isinstance(node, str) and node.startswith("{{") and node.endswith("}}"):
            name = node[2:-2].strip()
            if name not in values:
                raise Failed(f"The workflow wants {name}, which the job does not have.", retry=False)
            return values[name]
        return node

    def _await(self, job, prompt_id):
        until = time.monotonic() + JOB_SECONDS_MAX
        while time.monotonic() < until:
            entry = self._json(f"/history/{prompt_id}").get(prompt_id)
            status = (entry or {}).get("status", {})
            if status.get("status_str") == "error":
                raise Failed("ComfyUI failed: " + json.dumps(status.get("messages", []))[-1000:])
            if entry and (status.get("completed") or entry.get("outputs")):
                return entry
            if job.lost.wait(1.0):
                raise Cancelled()
        raise Failed(f"ComfyUI was not done after {JOB_SECONDS_MAX} seconds.")

    def _outputs(self, history):
        for node in history.get("outputs", {}).values():
            for kind in ("images", "gifs", "videos", "audio"):
                for item in node.get(kind, []):
                    if isinstance(item, dict) and item.get("type") == "output":
                        yield self._output(item)

    def _output(self, item):
        query = {"filename": item["filename"], "subfolder": item.get("subfolder", ""), "type": "output"}
        ending = item["filename"].rpartition(".")[2].lower()
        data = self._send("/view?" + urllib.parse.urlencode(query))
        return Output(data, self.TYPES.get(ending, "application/octet-stream"))

    def _send_input(self, name, data):
        border = uuid.uuid4().hex
        body = (f'--{border}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n").encode() + data + f"\r\n--{border}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={border}"}
        return json.loads(self._send("/upload/image", body, headers))["name"]

    def _json(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self._send(path, data, {"Content-Type": "application/json"}) or b"{}")

    def _send(self, path, data=None, headers=None):
        request = urllib.request.Request(self.url + path, data=data, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read(OUTPUT_BYTES_MAX)
        except urllib.error.HTTPError as refused:
            raise Failed(f"ComfyUI answered {refused.code}: {refused.read(500).decode(errors='replace')}",
                         retry=refused.code >= 500) from None
        except OSError as broken:
            raise Failed(f"ComfyUI does not answer: {broken}") from None


# Your own: HANDLERS["upscale"] = lambda job, worker: ...
HANDLERS = {}


def main():
    parser = argparse.ArgumentParser(description="A GPU worker for Atelier.")
    parser.add_argument("--url", default=os.environ.get("ATELIER_URL"), help="of the studio (ATELIER_URL)")
    parser.add_argument("--comfyui", metavar="URL", help="of a ComfyUI server, such as http://127.0.0.1:8188")
    parser.add_argument("--workflows", metavar="FOLDER", default="workflows", help="with <job_kind>.json for ComfyUI")
    parser.add_argument("--kinds", metavar="KIND", nargs="+", help="to serve; all that the credential allows if not given")
    parser.add_argument("--device", help="what is shown of it, such as 'RTX 6000 Ada'")
    parser.add_argument("--vram", type=int, metavar="BYTES", help="in all")
    parser.add_argument("--jobs", type=int, metavar="N", help="stop after so many")
    options = parser.parse_args()
    credential = os.environ.get("ATELIER_WORKER_CREDENTIAL", "")
    if not options.url or not credential:
        parser.error("set ATELIER_URL and ATELIER_WORKER_CREDENTIAL")
    default = ComfyUI(options.comfyui, options.workflows) if options.comfyui else test_picture
    worker = Worker(
        Server(options.url, credential),
        lambda job, worker: HANDLERS.get(job.data["job_kind"], default)(job, worker),
        options)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stopping.set())
    try:
        worker.run()
    except Refused as refused:
        sys.exit(f"The server refuses this worker: {refused}")


if __name__ == "__main__":
    main()
