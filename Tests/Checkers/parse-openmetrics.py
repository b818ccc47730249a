#!/usr/bin/python3
"""Reads OpenMetrics with the parser of Prometheus' Python client and prints the families as JSON; fails on any fault.

usage: parse-openmetrics.py <METRICS
"""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

text = sys.stdin.buffer.read().decode("utf-8")
families = [
    {
        "name": family.name,
        "type": family.type,
        "unit": family.unit,
        "help": family.documentation,
        "samples": [
            {"name": sample.name, "labels": sample.labels, "value": str(float(sample.value))} for sample in family.samples
        ],
    }
    for family in text_string_to_metric_families(text)
]
json.dump(families, sys.stdout)
