"""All of the relay, read before tests fork from it: also what it would find by itself after the fork."""

import gc
import importlib
from pkgutil import walk_packages

import relay

for found in walk_packages(relay.__path__, "relay."):
    importlib.import_module(found.name)
gc.freeze()  # each fork would look all of it over, and thereby copy it
