"""What llama.cpp was built for: run as a script, so that a library that crashes takes nobody along.

It needs nothing but the standard library: `python -I -S trial_build.py FOLDER`, with the folder of the shared
libraries. Prints one JSON object: {"version", "system", "gpu"}.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

NAMES = ("libllama.so", "libllama.dylib", "llama.dll", "libllama.dll")


def describe(folder: Path) -> dict[str, object]:
    """Version, the processor's features that were compiled in as llama.cpp lists them, and use of graphics cards.

    Raises:
        OSError: the library isn't there, or can't be loaded.
    """
    if sys.platform == "win32":
        os.add_dll_directory(str(folder))
    found = [folder / name for name in NAMES if (folder / name).exists()]
    if not found:
        raise FileNotFoundError(f"no llama.cpp in {folder}")
    library = ctypes.CDLL(str(found[0]))
    library.llama_print_system_info.restype = ctypes.c_char_p
    library.llama_supports_gpu_offload.restype = ctypes.c_bool
    version = getattr(library, "llama_version", None)  # younger than the rest
    if version is not None:
        version.restype = ctypes.c_char_p
    return {
        "version": _text(version()) if version is not None else "",
        "system": _text(library.llama_print_system_info()),
        "gpu": bool(library.llama_supports_gpu_offload()),
    }


def _text(said: bytes | None) -> str:
    return (said or b"").decode("utf-8", "replace")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(describe(Path(sys.argv[1]))) + "\n")
    sys.stdout.flush()
    os._exit(0)
