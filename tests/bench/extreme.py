#!/usr/bin/env python3
"""An inventory of very many roles: tests/bench/extreme.py PROGRAM FILE ROLES SEED.

No import would read so much in a reasonable time, so the rows are put where it would put them
(docs/schema.md). Names are made of words, a number that tells each from all others, and letters that
the seed chooses.
"""
import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile

ONE_ROLE = ('{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [{"RoleName": "role-first", "Path": "/",'
            ' "RoleId": "AROAFIRST", "Arn": "arn:aws:iam::100000000000:role/role-first", "AssumeRolePolicyDocument": {"Statement": []},'
            ' "RolePolicyList": [], "AttachedManagedPolicies": [], "InstanceProfileList": []}]}')
WORDS = ["orders", "billing", "search", "events", "media", "batch", "ledger", "notify", "ingest", "export"]
PER_ACCOUNT = 15000


def key_hash(key, account):
    """As the inventory finds a key (store/entity.c)."""
    high = 0
    for byte in account.encode():
        high = (high * 31 + byte) & 0xFFFFFFFFFFFFFFFF
    low = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") & ((1 << 40) - 1)
    return (high & ((1 << 23) - 1)) << 40 | low


def roles(n, seed):
    chance = random.Random(seed)
    for i in range(n - 1):
        account = str(100000000000 + i // PER_ACCOUNT)
        name = f"role-{i + 1:08d}-{chance.choice(WORDS)}-{chance.getrandbits(20):05x}"
        key = f"arn:aws:iam::{account}:role/{name}"
        yield 1, key_hash(key, account), key, account, "", name, 1


def main():
    program, path, n, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    made = path + ".making"
    for name in (made, made + "-wal", made + "-shm"):
        if os.path.exists(name):
            os.remove(name)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(ONE_ROLE)
        file.flush()
        subprocess.run([program, "import", "--quiet", "--db", made, file.name], check=True)
    base = sqlite3.connect(made)
    base.executescript("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;"
                       "DROP INDEX entity_hash; DROP INDEX entity_name;")
    base.executemany("INSERT INTO entity (kind, hash, key, account, region, name, since) VALUES (?, ?, ?, ?, ?, ?, ?)", roles(n, seed))
    base.executescript("CREATE INDEX entity_hash ON entity (hash);"
                       "CREATE INDEX entity_name ON entity (kind, account, name COLLATE NOCASE);")
    base.commit()
    base.close()
    os.rename(made, path)


if __name__ == "__main__":
    main()
