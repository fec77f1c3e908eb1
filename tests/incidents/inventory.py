"""An estate in a database, and what the program answers of it."""

import json
import os


class Inventory:
    """An estate in a database, and what it answers."""

    def __init__(self, run, program, estate, folder):
        self.run, self.program = run, program
        self.db = os.path.join(folder, "inventory.db")
        files = os.path.join(folder, "files")
        self.config = os.path.join(files, "aws-config")
        os.makedirs(files, exist_ok=True)
        estate.write(files)
        done = run(program, "import", "--quiet", "--db", self.db, files)
        if done.returncode != 0:
            raise ValueError("import: " + done.stderr.strip())

    def asked(self, command):
        """The answer to the question of a case, and the exit status."""
        done = self.run(self.program, "--db", self.db, *command, "--format", "json", config=self.config)
        try:
            return json.loads(done.stdout.splitlines()[-1]), done.returncode
        except (ValueError, IndexError):
            raise ValueError("no answer: %s%s" % (done.stdout, done.stderr.strip())) from None

    def lines(self, *args):
        done = self.run(self.program, "--db", self.db, *args, "--format", "json")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def allowed(self, questions):
        """Who may do what: (who, what) of every principal for each question, and of every Task."""
        found = {(row["question"]["machine"] + "#" + row["question"]["state"], "runs")
                 for row in self.lines("scan", "--tasks-only") if row["verdict"] == "allow"}
        for action, resource in questions:
            args = ("--assume", resource) if action == "sts:AssumeRole" else ("--action", action, "--resource", resource)
            for row in self.lines("who-can", *args):
                if row["verdict"] == "allow":
                    found.add((row["principal"], action + " on " + resource))
        return found
