#!/usr/bin/python3
"""Reads HTML pages as browsers do and prints each as JSON: every parse error, every element with its attributes and text.

usage: parse-html.py     one page a line, as a JSON string, for one line of JSON each
"""

import json
import sys

import html5lib


def read(page):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    elements = [
        {
            "tag": element.tag.rpartition("}")[2],
            "attributes": {name.rpartition("}")[2]: value for name, value in element.attrib.items()},
            "text": "".join(element.itertext()),
        }
        for element in parser.parse(page).iter()
        if isinstance(element.tag, str)
    ]
    errors = [f"line {line}, column {column}: {code} {data}" for (line, column), code, data in parser.errors]
    return {"errors": errors, "elements": elements}


for line in sys.stdin:
    print(json.dumps(read(json.loads(line))), flush=True)
