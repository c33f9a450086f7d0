#!/usr/bin/env python3
"""What Python's huggingface_hub makes of a Hub and a cache, for the tests: prints one JSON object.

HF_ENDPOINT and HF_HUB_CACHE say which. With --local-only nothing is fetched."""
import argparse
import json
import os

os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

parser = argparse.ArgumentParser()
parser.add_argument("repository")
parser.add_argument("--type", default="model")
parser.add_argument("--revision")
parser.add_argument("--file")
parser.add_argument("--allow", action="append")
parser.add_argument("--local-only", action="store_true")
options = parser.parse_args()

import huggingface_hub  # noqa: E402  (reads the environment when it is imported)

arguments = {
    "repo_id": options.repository,
    "repo_type": options.type,
    "revision": options.revision,
    "local_files_only": options.local_only,
}
try:
    if options.file:
        path = huggingface_hub.hf_hub_download(filename=options.file, **arguments)
        answer = {"path": path, "content": open(path, "rb").read().hex()}
    else:
        path = huggingface_hub.snapshot_download(allow_patterns=options.allow, **arguments)
        files = {}
        for folder, _, names in os.walk(path):
            for name in names:
                file = os.path.join(folder, name)
                files[os.path.relpath(file, path)] = open(file, "rb").read().hex()
        answer = {"path": path, "files": files}
except Exception as error:  # the test looks at what went wrong
    answer = {"error": type(error).__name__, "message": str(error)}
print(json.dumps(answer))
