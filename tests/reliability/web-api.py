"""The clients of web-api.sh: good ones, and others. Arguments: port, process of the service, good requests, its log."""
import http.client
import json
import os
import random
import socket
import struct
import sys
import threading
import time
import zlib

PORT, PID, GOOD, LOG = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
AT_ONCE = 16
HEALTH_SECONDS = 2.5
MOST_MEGABYTES = 1000
stop = threading.Event()
lock = threading.Lock()
problems, latencies, health, attacks = [], [], [], {}
retried = [0]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def flat(width, height, depth, colour, bytes_of_row):
    packer = zlib.compressobj(9)
    row = bytes(1 + bytes_of_row)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png(width, height, depth, colour, packed)


def good_picture(seed):
    numbers = random.Random(seed)
    rows = b"".join(b"\0" + bytes(numbers.randrange(256) if 6 <= y < 22 and 6 <= x < 22 else 0 for x in range(28)) for y in range(28))
    return png(28, 28, 8, 0, zlib.compress(rows))


def bits(text):
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\x00")


def progressive(side, scans, empty=False):
    """A grey JPEG file whose scans after the first say that nothing is to be added; or have no data at all."""
    blocks = ((side + 7) // 8) ** 2
    table = bytes([1] + [0] * 15)
    head = b"\xff\xd8\xff\xdb\0\x43\0" + b"\1" * 64 + b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, side, side, 1) + b"\1\x11\0"
    head += b"\xff\xc4\0\x14\0" + table + b"\0" + b"\xff\xc4\0\x14\x10" + table + b"\xe0"
    first = b"\xff\xda\0\x08\1\1\0\0\0\0"
    if empty:
        return head + first * scans + b"\xff\xd9"
    nothing = bits(("0" + "1" * 14) * ((blocks + 32766) // 32767))
    return head + first + bytes(blocks // 8 + 1) + (b"\xff\xda\0\x08\1\1\0\1\x3f\0" + nothing) * (scans - 1) + b"\xff\xd9"


PICTURES = [good_picture(seed) for seed in range(20)]
REFUSED_JPEG = progressive(6300, 3000, empty=True)
LONG_JPEG = progressive(6300, 36)
LARGE_PNG = flat(6300, 6300, 16, 6, 8 * 6300)
BOMB = png(28, 28, 8, 0, zlib.compress(bytes(100_000_000), 9))


def fault(text):
    with lock:
        problems.append(text)


def post(body, kind="image/png", path="/classify", patience=60):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=patience)
    try:
        connection.request("POST", path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


def get(path, patience=60):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=patience)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def good(expected, numbers):
    while True:
        with lock:
            if not numbers:
                return
            i = numbers.pop()
        begun = time.monotonic()
        for _ in range(60):
            try:
                status, body, headers = post(PICTURES[i % len(PICTURES)])
            except OSError as error:
                fault(f"good request {i}: {error!r}")
                break
            if status == 503 and headers["Retry-After"]:
                with lock:
                    retried[0] += 1
                time.sleep(float(headers["Retry-After"]))
                continue
            if status != 200 or json.loads(body) != expected[i % len(PICTURES)]:
                fault(f"good request {i}: {status} {body[:200]!r}")
            break
        else:
            fault(f"good request {i}: never answered")
        with lock:
            latencies.append(time.monotonic() - begun)


def check_health():
    while not stop.is_set():
        begun = time.monotonic()
        try:
            status, body = get("/healthz", 10)
            if (status, body) != (200, b"healthy"):
                fault(f"health: {status} {body[:200]!r}")
        except OSError as error:
            fault(f"health: {error!r}")
        with lock:
            health.append(time.monotonic() - begun)
        time.sleep(0.1)


def attack(name, action, wanted):
    """Again and again; wanted are the answers that are right, None for a broken connection."""
    while not stop.is_set():
        try:
            status = action()
        except OSError:
            status = None
        with lock:
            attacks.setdefault(name, {}).setdefault(status, 0)
            attacks[name][status] += 1
        if status not in wanted:
            fault(f"{name}: {status}")
            time.sleep(0.1)


def raw(data, then):
    with socket.create_connection(("127.0.0.1", PORT), 60) as client:
        client.sendall(data)
        return then(client)


def head(length, more=b""):
    return b"POST /classify HTTP/1.1\r\nHost: here\r\nContent-Type: image/jpeg\r\n" + more + b"Content-Length: %d\r\n\r\n" % length


def answer(client):
    line = client.recv(100)
    return int(line.split()[1]) if line else None


def byte_a_second(client):
    while not stop.is_set():
        client.sendall(b"x")
        client.settimeout(1)
        try:
            return answer(client)
        except TimeoutError:
            client.settimeout(60)


def leave(client):
    time.sleep(random.random())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


ATTACKS = [
    ("many scans, refused", 4, lambda: post(REFUSED_JPEG, "image/jpeg")[0], {400}),
    ("many scans, accepted", 4, lambda: post(LONG_JPEG, "image/jpeg")[0], {200, 503}),
    ("39.7 megapixels", 16, lambda: post(LARGE_PNG)[0], {200, 503}),
    ("bomb", 2, lambda: post(BOMB)[0], {400}),
    ("cut off", 2, lambda: post(LONG_JPEG[:40_000], "image/jpeg")[0], {400}),
    ("wrong type", 2, lambda: post(b"GIF89a", "image/gif")[0], {415}),
    ("not a picture", 2, lambda: post(b"GIF89a")[0], {400}),
    ("too large", 2, lambda: post(bytes(6 << 20))[0], {413, None}),
    ("headers of 100 kB", 2, lambda: raw(head(5, b"X: " + b"y" * 100_000 + b"\r\n"), answer), {431, None}),
    ("a byte a second", 32, lambda: raw(head(1_000_000), byte_a_second), {408, None}),
    ("headers that never end", 8, lambda: raw(b"POST /classify HTTP/1.1\r\nHost: here\r\n", answer), {408, None}),
    ("client that leaves while it sends", 4, lambda: raw(head(len(LONG_JPEG)) + LONG_JPEG[:30_000], leave), {None}),
    ("client that leaves while it waits", 8, lambda: raw(head(len(LONG_JPEG)) + LONG_JPEG, leave), {None}),
]


def memory(key):
    with open(f"/proc/{PID}/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(key))


def spread(name, seconds):
    values = sorted(seconds)
    at = lambda share: 1000 * values[min(len(values) - 1, int(share * len(values)))]
    print(f"{name}: {len(values)}, p50 {at(0.5):.0f} ms, p99 {at(0.99):.0f} ms, most {at(1):.0f} ms")


def start(function, *arguments):
    thread = threading.Thread(target=function, args=arguments, daemon=True)
    thread.start()
    return thread


def main():
    for _ in range(600):
        try:
            get("/healthz")
            break
        except OSError:
            time.sleep(0.1)
    expected = []
    for picture in PICTURES:
        status, body, _ = post(picture)
        assert status == 200, body
        expected.append(json.loads(body))

    quiet = list(range(200))
    for thread in [start(good, expected, quiet) for _ in range(AT_ONCE)]:
        thread.join()
    spread("good requests before the attack", latencies)
    latencies.clear()

    begun = time.monotonic()
    others = [start(attack, name, action, wanted) for name, times, action, wanted in ATTACKS for _ in range(times)]
    others.append(start(check_health))
    time.sleep(2)
    numbers = list(range(GOOD))
    workers = [start(good, expected, numbers) for _ in range(AT_ONCE)]
    for thread in workers:
        thread.join()
    while time.monotonic() - begun < 20:
        time.sleep(0.1)
    peak = memory("VmHWM:")
    stop.set()
    print(f"attack of {time.monotonic() - begun:.0f} s by {len(others) - 1} clients:")
    for name, answers in sorted(attacks.items()):
        print(f"  {name}: " + ", ".join(f"{'connection closed' if status is None else status} x {times}" for status, times in sorted(answers.items(), key=str)))
    spread("good requests during the attack", latencies)
    print(f"  of them turned away with 503 and sent again: {retried[0]} times")
    spread("health checks", health)
    print(f"most memory of the service: {peak:.0f} MB")

    time.sleep(0.5)
    after = time.monotonic()
    status, body, _ = post(PICTURES[0])
    after = time.monotonic() - after
    print(f"half a second later: {status} in {1000 * after:.0f} ms")
    if status != 200 or json.loads(body) != expected[0] or after > 1:
        fault(f"after the attack: {status} {body[:200]!r} in {after:.1f} s")
    if max(health) > HEALTH_SECONDS:
        fault(f"a health check took {max(health):.1f} s")
    if peak > MOST_MEGABYTES:
        fault(f"{peak:.0f} MB")
    for wanted in [name for name, *_ in ATTACKS]:
        if wanted not in attacks:
            fault(f"{wanted}: never ended")
    with open(LOG) as log:
        problems.extend(f"logged: {line.strip()}" for line in log if line.startswith(("fail:", "warn:", "crit:")) or "Exception" in line)
    for text in problems[:20]:
        print(f"FAILED: {text}", file=sys.stderr)
    print(f"{len(problems)} failures")
    sys.stdout.flush()
    os._exit(1 if problems else 0)


main()
