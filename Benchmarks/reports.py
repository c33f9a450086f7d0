"""Where a report lies, and beside it the record that it was made of."""

import json
import pathlib

RESULTS = pathlib.Path(__file__).resolve().parent / "results"


class Report:
    """<name>.md and <name>.json in results/."""

    def __init__(self, name):
        self.text, self.record = RESULTS / f"{name}.md", RESULTS / f"{name}.json"

    def kept(self):
        """What an earlier run recorded, to be added to."""
        return json.loads(self.record.read_text(encoding="utf-8")) if self.record.exists() else {}

    def keep(self, record):
        """After each part of a run, so that one that is ended keeps what it has."""
        self.record.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    def write(self, text):
        """Writes the report and prints it."""
        self.text.write_text(text, encoding="utf-8")
        print(text)
