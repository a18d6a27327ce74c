"""Comparing what a case says with what came, and saying the difference so that a person sees it."""
import difflib
import json


class CaseFailed(Exception):
    """What the program did is not what the case says."""


def differences(wanted, got, title):
    lines = difflib.unified_diff(wanted, got, "the case says", title, lineterm="", n=3)
    return "\n".join("    " + line for line in lines)


def same_lines(wanted, got, title):
    if wanted != got:
        raise CaseFailed(f"{title} is not what the case says:\n{differences(wanted, got, title)}")


def has_lines(wanted, got, title):
    whole = "\n".join(got)
    for line in wanted:
        if line not in whole:
            shown = "\n".join("    " + text for text in got) or "    (nothing)"
            raise CaseFailed(f"{title} lacks: {line}\n{shown}")


def never_says(values, outputs):
    """Values of a person must stand in no output, in whatever encoding."""
    for value in values:
        for encoding in ("utf-8", "cp932"):
            for name, content in outputs.items():
                if value.encode(encoding) in content:
                    raise CaseFailed(f"{name} says \"{value}\", which must never be said:\n{content.decode('utf-8', 'replace')}")


def _at(document, path):
    value = document
    for word in path.split("."):
        if word == "count" and isinstance(value, list):
            value = len(value)
        elif isinstance(value, list) and word.isdigit() and int(word) < len(value):
            value = value[int(word)]
        elif isinstance(value, dict) and word in value:
            value = value[word]
        else:
            raise CaseFailed(f"the document has no {path} (at {word}):\n{json.dumps(document, ensure_ascii=False, indent=1)}")
    return value


def _value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def has_values(lines, output):
    """"files.0.added = 11" in the one document of --json."""
    try:
        document = json.loads(output)
    except ValueError as fault:
        raise CaseFailed(f"the output is not one JSON document ({fault}):\n{output}") from fault
    for line in lines:
        path, mark, text = (part.strip() for part in line.partition(" = "))
        if not mark:
            raise CaseFailed(f"not of the form PATH = VALUE: {line}")
        value = _at(document, path)
        if value != _value(text) or isinstance(value, bool) != isinstance(_value(text), bool):
            raise CaseFailed(f"{path} is {json.dumps(value, ensure_ascii=False)}, the case says {text}")


def same_bytes(wanted, got, form, name):
    if wanted == got:
        return
    at = next((i for i, pair in enumerate(zip(wanted, got)) if pair[0] != pair[1]), min(len(wanted), len(got)))
    shown = differences(form.show(wanted), form.show(got), name) or "    (the text is the same, the bytes are not)"
    raise CaseFailed(
        f"{name}: {len(got)} bytes where the case says {len(wanted)}, other from byte {at} on "
        f"({got[at:at + 8].hex(' ')} where the case says {wanted[at:at + 8].hex(' ')})\n{shown}")
