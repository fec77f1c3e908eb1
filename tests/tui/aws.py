"""A small AWS on the loopback for the tests of the explorer, as long as its parent lives: aws.py FOLDER.

It has an organization of three accounts, one of which lets nobody in. FOLDER gets the AWS CLI's files and, last, `url`.
"""
import os
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sync"))
from stub import Estate, Stub, secret_of  # noqa: E402


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write(text)
    os.rename(path + ".new", path)


def main(folder):
    estate = Estate(accounts=("111111111111", "222222222222", "333333333333"))
    estate.forbidden.add("333333333333")
    stub = Stub(estate).start()
    stub.latency = 0.05
    key = "AKIA111111111111"
    write(folder, ".aws/config", "[default]\nregion = us-east-1\n")
    write(folder, ".aws/credentials", "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
          % (key, secret_of(key)))
    write(folder, "url", stub.url)
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)
    stub.stop()


main(sys.argv[1])
