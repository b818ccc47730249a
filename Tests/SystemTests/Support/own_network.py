"""A network and a mount namespace of one's own, in which anything may be called anything."""

import os
import pathlib
import subprocess
import sys


def enter_own_network():
    """Begins anew in a network and a mount namespace of its own; ends with 77 where they cannot be made."""
    if os.geteuid() != 0:
        os.execvp("sudo", ["sudo", "--", *sys.argv])
    if "IN_OWN_NETWORK" in os.environ:
        return
    if subprocess.run(["unshare", "--mount", "--net", "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        sys.exit(77)
    os.environ["IN_OWN_NETWORK"] = "1"
    os.execvp("unshare", ["unshare", "--mount", "--net", "--propagation", "private", "--", *sys.argv])


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def replace(name, text, folder):
    """Lets a file of /etc hold this text for us."""
    (pathlib.Path(folder) / name).write_text(text)
    # resolv.conf may be a link to somewhere else.
    subprocess.run(["mount", "--bind", pathlib.Path(folder) / name, os.path.realpath(f"/etc/{name}")], check=True)


def use_name_server(address, folder, *options):
    """Lets names be looked up in /etc/hosts and then there; `options` are further lines of resolv.conf."""
    replace("resolv.conf", "\n".join([f"nameserver {address}", *options, ""]), folder)
    replace("nsswitch.conf", "hosts: files dns\npasswd: files\ngroup: files\n", folder)
