"""Sends every request of requests/ to FastAPI and to Afterwork and compares their answers.

    compare.py AFTERWORK      (the server's program; run by `make conformance`)

Answers are equal if status, content type, Allow, Location and body are the same, byte for byte. A difference has to be named by its
request and explained on the page; what FastAPI answered, and Afterwork where it differs, is kept in answers.json for `make test`.
"""

import json
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "Documentation" / "DifferencesFromFastAPI.md"
ANSWERS = HERE / "answers.json"
LOGS = HERE.parent / ".build" / "conformance"
COMPARED_HEADERS = ["content-type", "allow", "location"]


def main():
    requests = read_requests()
    explained = explanations()
    uvicorn = [sys.executable, "-m", "uvicorn", "app:app", "--port", "0"]
    with Server("FastAPI", uvicorn) as fastapi, Server("Afterwork", sys.argv[1:]) as afterwork:
        answers = {request.name: (fastapi.answer(request), afterwork.answer(request)) for request in requests}

    problems = [problem for request in requests for problem in check(request, *answers[request.name], explained)]
    named = {request.difference for request in requests}
    problems += [f"{PAGE.name} explains `{id}`, but no request shows it." for id in explained if id not in named]
    for problem in problems:
        print(problem)

    report_changes(answers)
    ANSWERS.write_text(recorded(answers))
    summarize(requests, answers)
    wrong = len({problem.split("\n")[0] for problem in problems})
    print(f"{max(len(requests) - wrong, 0)} passed, {wrong} failed")
    return 1 if problems else 0


# Requests: README.md tells how they are written.


@dataclass
class Request:
    name: str
    difference: str | None = None
    line: str = ""
    headers: list[str] = field(default_factory=list)
    body: bytes = b""

    @property
    def is_head(self):
        return self.line.startswith("HEAD ")

    @property
    def bytes(self):
        head = [f"{self.line} HTTP/1.1", "Host: example.org", "Connection: close"] + self.headers
        if not any(header.lower().startswith("transfer-encoding:") for header in self.headers):
            head.append(f"Content-Length: {len(self.body)}")
        return b"".join(expanded(line) + b"\r\n" for line in head) + b"\r\n" + self.body


def read_requests():
    requests = []
    for path in sorted((HERE / "requests").glob("*.http")):
        for block in ("\n" + path.read_text("utf-8")).split("\n### ")[1:]:
            requests.append(read_request(block))
    names = [request.name for request in requests]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        sys.exit(f"There are two requests of the name: {', '.join(sorted(twice))}. Rename one.")
    return requests


def read_request(block):
    lines = block.split("\n")
    request = Request(lines.pop(0))
    while lines[0].startswith("# "):
        comment = lines.pop(0)
        if comment.startswith("# differs: "):
            request.difference = comment.removeprefix("# differs: ")
    request.line = lines.pop(0)
    while lines and lines[0]:
        request.headers.append(lines.pop(0))
    request.body = expanded("\r\n".join(lines[1:]).rstrip("\r\n"))
    return request


def expanded(text):
    """The bytes of a text in which ⟦bytes FF FE⟧ and ⟦100 times x⟧ stand for what they say."""
    result = b""
    for literal, hexadecimal, count, repeated in re.findall(r"([^⟦]+)|⟦(?:bytes ([0-9A-F ]+)|([0-9]+) times ([^⟧]+))⟧", text):
        result += literal.encode() + bytes.fromhex(hexadecimal) + repeated.encode() * int(count or 0)
    return result


def explanations():
    """The ids of the differences that the page explains: the first column of its tables."""
    return re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)


# Servers.


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    def json(self):
        return {"status": self.status} | self.headers | {"body": self.body}

    def __str__(self):
        headers = "".join(f" {name}={value}" for name, value in self.headers.items())
        return f"{self.status}{headers} {shortened(self.body)}"


class Server:
    """A server in a process of its own, on a port that the system chose and that its log names."""

    def __init__(self, name, command):
        self.name = name
        self.command = command
        self.log = LOGS / f"{name.lower()}.log"

    def __enter__(self):
        LOGS.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command, cwd=HERE, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.port = self.listening_port()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def listening_port(self):
        for _ in range(600):
            port = re.search(r" running on http://[^:]+:(\d+)", self.log.read_text(errors="replace"))
            if port:
                return int(port[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.__exit__()
        sys.exit(f"{self.name} does not listen. Its log: {self.log}")

    def answer(self, request):
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            try:
                connection.sendall(request.bytes)
                while piece := connection.recv(65536):
                    received += piece
            except ConnectionError:
                pass  # It answered before it had read everything, and closed.
            except TimeoutError:
                sys.exit(f"{self.name} does not answer: {request.name}")
        return read_answer(received, request)


def read_answer(received, request):
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if not lines[0].startswith("HTTP/1.1 "):
        return Answer(0, {}, "")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if headers.get("transfer-encoding") == "chunked":
        body = without_chunks(body)
    compared = {name: headers[name] for name in COMPARED_HEADERS if name in headers}
    return Answer(int(lines[0].split(" ")[1]), compared, "" if request.is_head else body.decode(errors="replace"))


def without_chunks(body):
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        count = int(size, 16)
        whole += rest[:count]
        body = rest[count + 2 :]
    return whole


# The verdict.


def check(request, fastapi, afterwork, explained):
    difference = request.difference
    if difference and difference not in explained:
        yield f'"{request.name}" names the difference `{difference}`, which {PAGE.name} does not explain.'
    if difference and fastapi == afterwork:
        yield f'"{request.name}" names the difference `{difference}`, but the answers are the same now: {fastapi}'
    if not difference and fastapi != afterwork:
        yield f'"{request.name}" is answered otherwise, and the request does not say why.\n  FastAPI    {fastapi}\n  Afterwork  {afterwork}'


def recorded(answers):
    """A line for each request, so that a change is seen in a diff."""
    lines = []
    for name, (fastapi, afterwork) in answers.items():
        answer = {"fastapi": fastapi.json()} | ({"afterwork": afterwork.json()} if afterwork != fastapi else {})
        lines.append(f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(answer, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def report_changes(answers):
    before = json.loads(ANSWERS.read_text("utf-8")) if ANSWERS.exists() else {}
    now = json.loads(recorded(answers))
    changed = [name for name in now if name in before and now[name] != before[name]]
    added, removed = len(now.keys() - before.keys()), len(before.keys() - now.keys())
    if changed or added or removed:
        print(f"{ANSWERS.name} is written anew: {len(changed)} answers changed, {added} came, {removed} went. `git diff` shows them.")
    for name in changed[:20]:
        print(f'  changed: "{name}"')


def summarize(requests, answers):
    equal = sum(fastapi == afterwork for fastapi, afterwork in answers.values())
    print(f"{len(requests)} requests: {equal} answered as FastAPI does, {len(requests) - equal} otherwise:")
    differences = [request.difference or "not explained" for request in requests if answers[request.name][0] != answers[request.name][1]]
    for difference in sorted(set(differences), key=lambda id: (-differences.count(id), id)):
        print(f"{differences.count(difference):5}  {difference}")


def shortened(text, limit=400):
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


sys.exit(main())
