"""What would make a denied case work is carried out: the question must pass, and nothing else may beyond `widens`."""

import copy
import json
import os
import re
import shlex

from estate import AWAY, HOME, THIRD
from inventory import Inventory

# Roles of their own, who may do whatever others let them, and machines beside the one that is asked about.
NEIGHBOUR, STRANGER = "role/Neighbour@" + HOME, "role/OrderFlowRole@" + THIRD
BYSTANDERS = (
    "trust %s = admit service=states.amazonaws.com" % NEIGHBOUR,
    "policy %s All = allow * on *" % NEIGHBOUR,
    "trust %s = admit service=states.amazonaws.com" % STRANGER,
    "policy %s All = allow * on *" % STRANGER,
    "trust role/Local@%s = admit service=lambda.amazonaws.com" % AWAY,
    "policy role/Local@%s All = allow * on *" % AWAY,
)


def add_bystanders(estate):
    for line in BYSTANDERS:
        estate.apply_line(estate.fill(line))
    own = estate.machines[estate.fill("<machine>")]
    arn = estate.fill("arn:<partition>:states:<region>:%s:stateMachine:%s")
    for account, name, role in ((HOME, "SiblingFlow", own["role"]), (HOME, "NextFlow", estate.arn(NEIGHBOUR)),
                                (THIRD, "FarFlow", estate.arn(STRANGER))):
        estate.machines[arn % (account, name)] = {**own, "role": role}


def carry_out(estate, remedy):
    """The change, made to the estate itself."""
    change, of, name, doc = remedy["change"], remedy["of"], remedy["policy"], remedy["document"]
    if change == "trust-policy":
        estate.identities[of]["trust"] = doc
    elif change == "identity-policy" and name.startswith("inline "):
        estate.identities[of]["inline"][name[len("inline "):]] = doc
    elif change in ("identity-policy", "boundary"):
        arn = name[len("boundary "):] if name.startswith("boundary ") else name
        policy = estate.managed[arn]
        policy["versions"]["v99"] = doc
        policy["default"] = "v99"
    elif change in ("resource-policy", "key-policy"):
        estate.resources[of] = doc
        estate.replace_rows(of, doc)
    elif change in ("scp", "rcp"):
        estate.replace_org_policy(name.split()[-1], of, doc)
    elif change == "definition":
        estate.machines[of]["definition"] = json.dumps(doc) if not isinstance(doc, str) else doc
    else:
        raise KeyError(change)


def is_listed(widens, who, account):
    """One of the lines names the principal or machine, its account, or everyone that it may be of."""
    return any(who.split("#")[0] in line or account in line or "everyone" in line or " every " in line
               for line in widens)


def parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def holds(value, doc):
    """Is the document the value, or somewhere in it, as JSON or as JSON text?"""
    if isinstance(value, str) and value[:1] in "{[":
        value = parsed(value)
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value == doc or any(holds(v, doc) for v in inside)


def lines_without(remedy):
    """The forms whose ready lines do not carry the document (or, where the tool takes no more, the new
    statement), each read as its tool would."""
    code, doc = remedy["code"], remedy["document"]
    if ":function:" in remedy["of"]:  # permissions of functions are added by their parts
        new = remedy["statement"]
        yield from (form for form, text in code.items()
                    if new["Action"] not in text or new["Principal"]["AWS"] not in text)
        return
    encoded = [m.replace("$${", "${").replace("%%{", "%{") for m in re.findall(r"jsonencode\((.*)\)", code["terraform"])]
    if not any(holds(arg, doc) for arg in shlex.split(code["cli"])):
        yield "cli"
    template = parsed(code["cloudformation"])
    if not holds(template, doc) and not holds(template, remedy["statement"]):
        yield "cloudformation"
    if not any(holds(text, doc) for text in encoded) or re.search(r"[^$]\$\{", code["terraform"]):
        yield "terraform"


def is_session_of(who, roles):
    return ":assumed-role/" in who and any(
        who.split(":")[4] == r.split(":")[4] and who.split("/")[1] == r.split("/")[-1] for r in roles if ":role/" in r)


def beyond(gained, trace, remedy):
    """What became allowed and neither was asked for nor is listed."""
    asked = {hop["caller"] for hop in trace["hops"]}
    machine = (trace["question"].get("machine") or "") + "#"
    for who, what in sorted(gained):
        account = who.split(":")[4] if who.count(":") > 4 else who
        if who in asked or who.startswith(machine) or is_session_of(who, asked) or is_listed(remedy["widens"], who, account):
            continue
        yield '"%s" lets %s (%s) and does not say so' % (remedy["summary"], who, what)


def mended(inventory, estate, command, trace, hopeless, folder):
    """What is wrong with the remedies of a denial: problems, in words."""
    questions = sorted({(h["action"], h["resource"]) for h in trace["hops"] if "<?>" not in h["resource"]})
    before, tried = None, 0
    for i, remedy in enumerate(trace["remedies"]):
        together = [trace["remedies"][k] for k in remedy.get("needs", [])]
        if not remedy["verified"] and not remedy.get("verifiedTogether"):
            continue
        tried += 1
        before = inventory.allowed(questions) if before is None else before
        changed = copy.deepcopy(estate)
        for r in [remedy] + together:
            carry_out(changed, r)
        after = Inventory(inventory.run, inventory.program, changed, os.path.join(folder, "mended%d" % i))
        again, _ = after.asked(command)
        if again["verdict"] != "allow":
            yield '"%s" does not make it pass: %s' % (remedy["summary"], again["summary"])
        for form in lines_without(remedy):
            yield '"%s": the lines of %s do not carry the document' % (remedy["summary"], form)
        listed = {**remedy, "widens": sum((r["widens"] for r in [remedy] + together), [])}
        yield from beyond(after.allowed(questions) - before, trace, listed)
    if hopeless != (tried == 0):
        yield "mended after all" if tried else "nothing mends it"
