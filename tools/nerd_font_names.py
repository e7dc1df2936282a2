#!/usr/bin/env python3
"""Writes config/data/nerd-font-names.txt out of the PyPI package `nf-icons` (MIT).

    pip download --no-deps nf-icons && unzip nf_icons-*.whl -d nf-icons
    tools/nerd_font_names.py nf-icons/nerdicons config/data/nerd-font-names.txt

One line per glyph, `NAME HEX`, in the order of the names' bytes: wezterm.nerdfonts looks them up by
bisection. Names and code points are facts of the Nerd Fonts project; nothing else is taken.
"""

import json
import pathlib
import re
import sys

ICON = re.compile(
    r"Icon\(\s*'([^']+)', '[^']*', '([0-9a-f]+)',\s*'[^']*', '(\w+)'"
)


def main(package: pathlib.Path, target: pathlib.Path) -> None:
    names = {}
    for source in sorted(package.glob("*.py")):
        for name, code, family in ICON.findall(source.read_text(encoding="utf-8")):
            names[f"{family}_{name}"] = code
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    wanted = manifest["total_icon_count"]
    if len(names) != wanted:
        sys.exit(f"{len(names)} names were read, and the package states {wanted}")
    lines = (f"{name} {code}\n" for name, code in sorted(names.items()))
    target.write_text("".join(lines), encoding="utf-8")
    print(f"{len(names)} names, Nerd Fonts {manifest['upstream_version']}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
