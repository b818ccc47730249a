"""Reads pages with Python's HTML parser and prints what is markup in them, so that a test can see whether text became any.

Standard input is a JSON list of pages. Prints a list of the same length: {"markup": [text], "text": text}: every tag with the names of
its attributes and with the values of those that can act, every comment and declaration; and what is left for the eye.
"""

import html.parser
import json
import sys

ACTING = ("href", "src", "srcdoc", "action", "http-equiv", "sandbox")


class Structure(html.parser.HTMLParser):
    """What the parser meets, in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.markup, self.text = [], []

    def handle_starttag(self, tag, attrs):
        names = [f"{name}={value}" if name in ACTING or name.startswith("on") else name for name, value in attrs]
        self.markup.append(" ".join([tag, *names]))

    def handle_endtag(self, tag):
        self.markup.append("/" + tag)

    def handle_comment(self, data):
        self.markup.append("!--")

    def handle_decl(self, decl):
        self.markup.append("!" + decl)

    def handle_pi(self, data):
        self.markup.append("?")

    def handle_data(self, data):
        self.text.append(data)


def structure(page):
    parser = Structure()
    parser.feed(page)
    parser.close()
    return {"markup": parser.markup, "text": "".join(parser.text)}


print(json.dumps([structure(page) for page in json.load(sys.stdin)]))
