"""Takes the files that are needed out of a wheel: extract_wheel.py WHEEL TARGET PATTERN... (`!` before one leaves out)."""

import fnmatch
import os
import shutil
import sys
import zipfile


def main(wheel: str, target: str, patterns: list[str]) -> None:
    wanted = [p for p in patterns if not p.startswith("!")]
    unwanted = [p[1:] for p in patterns if p.startswith("!")]
    found = 0
    with zipfile.ZipFile(wheel) as archive:
        chosen = [
            entry
            for entry in archive.infolist()
            if not entry.is_dir()
            and any(fnmatch.fnmatchcase(entry.filename, p) for p in wanted)
            and not any(fnmatch.fnmatchcase(entry.filename, p) for p in unwanted)
        ]
        total = sum(entry.file_size for entry in chosen)
        done = 0
        for entry in chosen:
            path = os.path.join(target, entry.filename)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(entry) as source, open(path, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 22)
            mode = (entry.external_attr >> 16) & 0o777
            if mode:
                os.chmod(path, mode | 0o600)
            found += 1
            done += entry.file_size
            print(f"Progress {done} of {total}", flush=True)
    if found == 0:
        sys.exit(f"error: {wheel} holds none of {' '.join(wanted)}")


main(sys.argv[1], sys.argv[2], sys.argv[3:])
