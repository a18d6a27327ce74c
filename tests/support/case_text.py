"""Text of case files as bytes of files: encodings, line ends, escapes.  See tests/cases/README.md."""
import re

ENCODINGS = {"utf-8": "utf-8", "utf-8-bom": "utf-8", "cp932": "cp932", "utf-16": "utf-16"}
HEADS = {"utf-8-bom": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}
ENDS = {"lf": b"\n", "crlf": b"\r\n"}
FLAGS = ("no-last-end", "1a")
ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|\{([^*{}]+)\*(\d+)\}|(\\))")


class CaseError(Exception):
    """The case file is not one: said with its line, never run."""


class Form:
    """How the lines of a block stand in a file: "cp932 crlf no-last-end"."""

    def __init__(self, words):
        self.encoding, self.end, self.flags = "utf-8", "lf", set()
        for word in words:
            if word in ENCODINGS:
                self.encoding = word
            elif word in ENDS:
                self.end = word
            elif word in FLAGS:
                self.flags.add(word)
            else:
                raise CaseError(f"unknown word {word}; expected {' '.join([*ENCODINGS, *ENDS, *FLAGS])}")

    def text(self, text):
        """A text without line end, escapes done."""
        parts, at = [], 0
        for mark in ESCAPE.finditer(text):
            parts.append(self.plain(text[at:mark.start()]))
            if mark.group(1):
                parts.append(bytes([int(mark.group(1), 16)]))
            elif mark.group(2):
                parts.append(self.plain(mark.group(2)) * int(mark.group(3)))
            else:
                parts.append(self.plain("\\"))
            at = mark.end()
        return b"".join(parts) + self.plain(text[at:])

    def plain(self, text):
        if self.encoding == "utf-16":
            return text.encode("utf-16-le")
        try:
            return text.encode(ENCODINGS[self.encoding])
        except UnicodeEncodeError as fault:
            raise CaseError(f"{text!r} cannot be written in {self.encoding}") from fault

    def lines(self, lines):
        """The bytes of a whole file."""
        end = self.plain("\r\n") if self.end == "crlf" else self.plain("\n")
        whole = end.join(self.text(line) for line in lines)
        if lines and "no-last-end" not in self.flags:
            whole += end
        return HEADS.get(self.encoding, b"") + whole + (b"\x1a" if "1a" in self.flags else b"")

    def show(self, content):
        """Lines of a file for people: what is no text of the encoding stands as \\xNN."""
        encoding = "utf-16-le" if self.encoding == "utf-16" else ENCODINGS[self.encoding]
        if content.startswith(HEADS.get(self.encoding, b"")):
            content = content[len(HEADS.get(self.encoding, b"")):]
        text = content.decode(encoding, errors="backslashreplace")
        shown = []
        for line in text.split("\n"):
            line = line[:400] + " …" if len(line) > 400 else line
            shown.append("".join(c if c.isprintable() or c == "\u3000" else repr(c)[1:-1] for c in line))
        return shown
