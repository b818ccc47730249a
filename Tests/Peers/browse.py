"""Opens a page in Chromium and prints the document as it is a while after everything has loaded.

usage: browse.py URL
"""

import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(prefix="answerback-browse.", ignore_cleanup_errors=True) as profile:
    command = [
        "chromium", "--headless=new", "--disable-gpu", f"--user-data-dir={profile}", "--virtual-time-budget=3000", "--timeout=20000",
        "--dump-dom", sys.argv[1]]
    if os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium's sandbox does not work as root.
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=90, check=True)
sys.stdout.buffer.write(done.stdout)
