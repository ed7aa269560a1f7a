"""The frozen desktop; as Python would, it also runs a module of ours: `schoolbell -P -m relay run`."""

import os
import sys

# The loader's own. What this program opens, a browser say, must not take our libraries for the system's.
if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
    os.environ["LD_LIBRARY_PATH"] = before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)

if sys.argv[1:3] == ["-P", "-m"]:
    import runpy

    module = sys.argv[3]
    del sys.argv[1:4]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
else:
    from desktop.__main__ import main

    sys.exit(main())
