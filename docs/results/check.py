"""Checks that the pages show the code of the scripts beside this file and what it prints; with --write, puts it there.

    python3 docs/results/check.py [--write]

In a page, `<!-- analysis.py: NAME -->` stands before the code of a part of a script and, where it prints something, the
output; `<!-- answer.txt -->` before that file. Without pandas and pyarrow, or without R, only the code is compared.
"""

import contextlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGES = [ROOT / "README.md", ROOT / "docs/analysis.md"]
PART = re.compile(r"^# --- ([\w-]+)\n", re.MULTILINE)
PLACE = re.compile(r"<!-- ([\w.]+)(?:: ([\w-]+))? -->\n((?:```\w*\n.*?^```\n\n?)+)", re.MULTILINE | re.DOTALL)


def parts(script):
    """Name and code of the parts of a script."""
    pieces = PART.split((HERE / script).read_text(encoding="utf-8"))[1:]
    return {name: code.strip("\n") for name, code in zip(pieces[::2], pieces[1::2])}


def tidy(text):
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


def of_python():
    """What each part of the Python prints; none where it cannot be run."""
    if not all(importlib.util.find_spec(name) for name in ("pandas", "pyarrow")):
        print("skipped: without pandas and pyarrow the output of analysis.py is not compared")
        return None
    space, printed = {}, {}
    for name, code in parts("analysis.py").items():
        if "matplotlib" in code and not importlib.util.find_spec("matplotlib"):
            print(f"skipped: the part {name} of analysis.py needs matplotlib")
            printed[name] = ""
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, f"analysis.py: {name}", "exec"), space)
        printed[name] = tidy(out.getvalue())
    return printed


def of_r():
    """What each part of the R prints; none where it cannot be run."""
    if not shutil.which("Rscript"):
        print("skipped: without R the output of analysis.R is not compared")
        return None
    marked = PART.sub(lambda part: f'cat("\\n# --- {part[1]}\\n")\n', (HERE / "analysis.R").read_text(encoding="utf-8"))
    run = subprocess.run(["Rscript", "-e", marked], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"analysis.R failed:\n{run.stderr}")
    pieces = PART.split(run.stdout)[1:]
    return {name: tidy(text) for name, text in zip(pieces[::2], pieces[1::2])}


def main():
    os.chdir(ROOT)
    scripts = {
        "analysis.py": ("python", parts("analysis.py"), of_python()),
        "analysis.R": ("r", parts("analysis.R"), of_r()),
    }
    stale, seen = [], set()

    def shown(place, page):
        file, name, blocks = place.groups()
        seen.add((file, name))
        if name is None:
            fresh = "```text\n" + tidy((HERE / file).read_text(encoding="utf-8")) + "\n```\n"
        else:
            language, code, printed = scripts[file]
            fresh = f"```{language}\n{code[name]}\n```\n"
            if printed is None:
                # The output as it stands.
                old = re.search(r"^```text\n.*?^```\n", blocks, re.MULTILINE | re.DOTALL)
                fresh += f"\n{old[0]}" if old else ""
            elif printed[name]:
                fresh += f"\n```text\n{printed[name]}\n```\n"
        end = "\n" if blocks.endswith("\n\n") else ""
        if blocks != fresh + end:
            stale.append(f"{page.relative_to(ROOT)}: {file}{f', {name}' if name else ''}")
        return place[0][: place.start(3) - place.start(0)] + fresh + end

    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        fresh = PLACE.sub(lambda place: shown(place, page), text)
        if "--write" in sys.argv and fresh != text:
            page.write_text(fresh, encoding="utf-8")
    wanted = {(file, name) for file, (_, code, _) in scripts.items() for name in code} | {("answer.txt", None)}
    stale += [f"on no page: {file} {name}" for file, name in sorted(wanted - seen, key=str)]
    if "--write" in sys.argv:
        drawn = ROOT / "output/analysis.png"
        if importlib.util.find_spec("matplotlib") and drawn.is_file():
            shutil.copy(drawn, ROOT / "docs/images/analysis.png")
        print("\n".join(f"written: {place}" for place in stale) or "all was as it should be")
        return 0
    print("\n".join(f"not as it should be: {place}" for place in stale) or "the pages show what the scripts print")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
