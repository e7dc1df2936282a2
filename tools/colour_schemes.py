#!/usr/bin/env python3
"""Writes config/src/schemes/schemes.tsv: the colour schemes that come with the program.

    mkdir -p /tmp/sources && cd /tmp/sources
    npm pack @electerm/electerm-themes@1.0.2 && tar xzf electerm-*.tgz && mv package electerm
    git clone https://github.com/catppuccin/wezterm catppuccin
    git clone https://github.com/folke/tokyonight.nvim
    git clone https://github.com/EdenEast/nightfox.nvim
    git clone https://github.com/olivercederborg/poimandres.nvim
    git clone https://github.com/eldritch-theme/wezterm eldritch
    git clone https://github.com/Roboron3042/Cyberpunk-Neon
    git clone https://github.com/tinted-theming/schemes tinted
    git clone https://github.com/Gogh-Co/Gogh
    tools/colour_schemes.py /tmp/sources > config/src/schemes/schemes.tsv

Only names and colour values are taken. A row is a name, a letter for the origin (the table of origins is in
config/src/schemes.rs) and the colours; or a name, `=` and the name that it is another spelling of. Rows are
in the order of the bytes of their names, which the program's search relies on. The colours are hexadecimal
digits without a separator: foreground, background, cursor, text under the cursor, behind selected text,
selected text (`------` where it keeps its colour), the eight ANSI colours and the eight bright ones; after
them, separated by blanks, what only some schemes say, as `name=value`.

What a source does not say is derived: the text under the cursor has the background's colour, and where
nothing is said of selected text, or what is said could not be told from its surroundings, foreground and
background change places.
"""

import re
import sys
import tomllib
from pathlib import Path

# Other spellings, among them WezTerm's names of schemes that another origin has under its own name.
ALIASES = {
    "Catppuccin Frappé": "Catppuccin Frappe",
    "Catppuccin Frappe (Gogh)": "Catppuccin Frappé (Gogh)",
    "Tokyo Night": "tokyonight_night",
    "Tokyo Night Day": "tokyonight_day",
    "Tokyo Night Moon": "tokyonight_moon",
    "Tokyo Night Night": "tokyonight_night",
    "Tokyo Night Storm": "tokyonight_storm",
    "tokyonight-moon": "tokyonight_moon",
    "tokyonight-night": "tokyonight_night",
    "Rosé Pine": "rose-pine",
    "Rosé Pine Dawn": "rose-pine-dawn",
    "Rosé Pine Moon": "rose-pine-moon",
    "Gruvbox Dark": "GruvboxDark",
    "Gruvbox Dark Hard": "GruvboxDarkHard",
    "GruvboxLight": "Gruvbox Light",
    "Gruvbox Light Hard": "Gruvbox light, hard (base16)",
    "GruvboxLightHard": "Gruvbox light, hard (base16)",
    "Gruvbox": "GruvboxDark",
    "Gruvbox Material (Gogh)": "Gruvbox Material Dark (Gogh)",
    "One Dark": "OneDark (base16)",
    "OneDark": "OneDark (base16)",
    "OneLight": "One Light (base16)",
    "One Half Dark": "OneHalfDark",
    "One Half Light": "OneHalfLight",
    "Solarized Dark": "Builtin Solarized Dark",
    "Solarized Light": "Builtin Solarized Light",
    "Solarized": "Builtin Solarized Dark",
    "Nord": "nord",
    "Nord Light": "nord-light",
    "Space Gray": "SpaceGray",
    "Cyberpunk": "cyberpunk",
    "cyberpunk-neon": "Cyberpunk Neon",
    "Adventure Time": "AdventureTime",
    "Alien Blood": "AlienBlood",
    "Atelier Sulphurpool": "AtelierSulphurpool",
    "Ayu": "ayu",
    "Ayu Dark": "ayu",
    "Ayu Light": "ayu_light",
    "Kanagawa": "Kanagawa (base16)",
    "Everforest Dark": "Everforest (base16)",
    "Everforest Dark (Gogh)": "Everforest Dark Medium (Gogh)",
    "Everforest Light (Gogh)": "Everforest Light Medium (Gogh)",
    "Palenight": "Palenight (Gogh)",
    "Monokai Pro": "Monokai Pro (Gogh)",
    "Monokai": "Monokai (base16)",
    "Night Owl": "Night Owl (Gogh)",
    "Zenbones": "zenbones",
}

# Schemes of base16 that WezTerm also has from terminal.sexy.
TERMINAL_SEXY = {
    "Bright (dark)": "Bright",
    "Chalk (dark)": "Chalk",
    "Default (dark)": "Default Dark",
    "Default (light)": "Default Light",
    "Eighties (dark)": "Eighties",
    "Google (dark)": "Google Dark",
    "Google (light)": "Google Light",
    "Grayscale (dark)": "Grayscale Dark",
    "Grayscale (light)": "Grayscale Light",
    "Greenscreen (dark)": "Green Screen",
    "Isotope (dark)": "Isotope",
    "Mocha (dark)": "Mocha",
    "Monokai (dark)": "Monokai",
    "Ocean (dark)": "Ocean",
    "Railscasts (dark)": "Railscasts",
    "Solarized (dark)": "Solarized Dark",
    "Solarized (light)": "Solarized Light",
    "Tomorrow (dark)": "Tomorrow Night",
    "Tomorrow (light)": "Tomorrow",
    "Twilight (dark)": "Twilight",
}

NAMED = "Black Red Green Yellow Blue Magenta Cyan White".split()


class Scheme:
    def __init__(self, origin, foreground, background, ansi, brights, **more):
        self.origin = origin
        self.foreground, self.background = digits(foreground), digits(background)
        self.ansi, self.brights = [digits(c) for c in ansi], [digits(c) for c in brights]
        assert len(self.ansi) == len(self.brights) == 8
        self.cursor_bg = digits(more.pop("cursor_bg", None) or self.foreground)
        self.cursor_fg = digits(more.pop("cursor_fg", None) or self.background)
        self.selection_bg = more.pop("selection_bg", None)
        self.selection_fg = more.pop("selection_fg", None)
        self.extras = more.pop("extras", {})
        assert not more, more
        self.settle_selection()

    def settle_selection(self):
        if self.selection_bg:
            self.selection_bg = digits(self.selection_bg)
        if self.selection_fg:
            self.selection_fg = digits(self.selection_fg)
        behind = self.selection_bg
        if not behind or contrast(behind, self.background) < 1.06:
            self.selection_bg, self.selection_fg = self.foreground, self.background
        elif not self.selection_fg and contrast(behind, self.foreground) < 2:
            self.selection_fg = max(self.background, "000000", "ffffff", key=lambda c: contrast(behind, c))

    def row(self):
        colours = [
            self.foreground, self.background, self.cursor_bg, self.cursor_fg,
            self.selection_bg, self.selection_fg or "------", *self.ansi, *self.brights,
        ]
        assert all(len(colour) == 6 for colour in colours), colours
        extras = "".join(f" {name}={value}" for name, value in self.extras.items())
        return f"{self.origin}\t{''.join(colours)}{extras}"


def digits(colour):
    """Returns six hexadecimal digits; a transparent colour is none."""
    colour = colour.strip().lower().removeprefix("0x").removeprefix("#")
    if re.fullmatch("[0-9a-f]{3}", colour):
        colour = "".join(2 * digit for digit in colour)
    if found := re.fullmatch(r"rgba\((.*)\)", colour):
        *parts, alpha = (float(part.removesuffix("%")) for part in found[1].split())
        if not alpha:
            return None
        colour = "".join(f"{round(part * 2.55):02x}" for part in parts)
    assert re.fullmatch("[0-9a-f]{6}", colour), colour
    return colour


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def own():
    """The program's own two."""
    night = "1c222e e0656f 7fbf7a e0b25f 6aa5e8 b98ae0 5fbfc4 c4ccd9 566178 f2858d 9ad695 f2cb82 8dbdf5 cfa8f0 82d6da f0f4fa"
    morning = "2a3140 b3313d 33762f 8f6400 1f62b0 7a3fb0 137479 6b7385 535c70 d0434f 43913e ad7b08 2f7bd0 9556cc 1d9095 98a0b0"
    for name, (fg, bg, cursor, selection, split), sixteen in (
        ("Harbour Night", ("d7dde8", "12161f", "f2b866", "2d3a55", "35405a"), night.split()),
        ("Harbour Morning", ("2a3140", "f7f5f0", "c2661a", "cfdcee", "b8bfcc"), morning.split()),
    ):
        yield name, Scheme(
            "o", fg, bg, sixteen[:8], sixteen[8:],
            cursor_bg=cursor, selection_bg=selection, extras={"split": split},
        )


def dracula():
    """The values of the theme's specification, by WezTerm's name for it; iTerm2's Dracula is an older one."""
    ansi = "21222c ff5555 50fa7b f1fa8c bd93f9 ff79c6 8be9fd f8f8f2".split()
    brights = "6272a4 ff6e6e 69ff94 ffffa5 d6acff ff92df a4ffff ffffff".split()
    yield "Dracula (Official)", Scheme("r", "f8f8f2", "282a36", ansi, brights, selection_bg="44475a")


def electerm(folder):
    for path in sorted((folder / "dist/themes").glob("*.txt")):
        lines = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
        said = {name.removeprefix("terminal:"): value for name, value in lines if name.startswith("terminal:")}
        yield path.stem, Scheme(
            "e", said["foreground"], said["background"],
            [said[name.lower()] for name in NAMED], [said[f"bright{name}"] for name in NAMED],
            cursor_bg=said["cursor"], cursor_fg=said["cursorAccent"], selection_bg=said.get("selection"),
        )


def toml(origin, paths):
    """WezTerm's own format, in which some authors publish their schemes."""
    for path in sorted(paths):
        said = tomllib.loads(path.read_text())
        colours, extras = said["colors"], {}
        for name in ("cursor_border", "split", "scrollbar_thumb", "compose_cursor", "visual_bell"):
            if name in colours and (name, colours[name]) != ("cursor_border", colours["cursor_bg"]):
                extras[name] = digits(colours[name])
        for index, colour in colours.get("indexed", {}).items():
            extras[index] = digits(colour)
        for part, value in colours.get("tab_bar", {}).items():
            if isinstance(value, str):
                extras[f"tab_bar.{part}"] = digits(value)
                continue
            for name in ("bg_color", "fg_color"):
                extras[f"tab_bar.{part}.{name}"] = digits(value[name])
            if value.get("intensity", "Normal") != "Normal":
                extras[f"tab_bar.{part}.intensity"] = value["intensity"]
            if value.get("italic"):
                extras[f"tab_bar.{part}.italic"] = "true"
        yield said["metadata"]["name"], Scheme(
            origin, colours["foreground"], colours["background"], colours["ansi"], colours["brights"],
            cursor_bg=colours["cursor_bg"], cursor_fg=colours["cursor_fg"],
            selection_bg=colours["selection_bg"], selection_fg=colours["selection_fg"], extras=extras,
        )


def cyberpunk_neon(folder):
    said = tomllib.loads((folder / "terminal/alacritty/alacritty.toml").read_text())["colors"]
    eight = [[said[part][name.lower()] for name in NAMED] for part in ("normal", "bright")]
    primary = said["primary"]
    yield "Cyberpunk Neon", Scheme("c", primary["foreground"], primary["background"], *eight)


def base16(folder):
    for path in sorted((folder / "base16").glob("*.yaml")):
        text = path.read_text()
        name = re.search(r'^name: *"?(.*?)"? *$', text, re.M)[1]
        base = {int(at, 16): colour for at, colour in re.findall(r'base0([0-9A-F]): *"#?(\w{6})"', text)}
        assert len(base) == 16, path
        ansi = [base[at] for at in (0, 8, 11, 10, 13, 14, 12, 5)]
        yield f"{name} (base16)", Scheme(
            "b", base[5], base[0], ansi, [base[3], *ansi[1:7], base[7]],
            selection_bg=base[5], selection_fg=base[0],
            extras={str(at): base[n] for at, n in zip(range(16, 22), (9, 15, 1, 2, 4, 6))},
        )


def gogh(folder):
    for path in sorted((folder / "themes").glob("*.yml")):
        text = path.read_text()
        name = re.search(r"^name: *'(.*?)' *(#.*)?$", text, re.M)[1]
        said = dict(re.findall(r"^(\w+): *'(#\w+)'", text, re.M))
        eight = [[said[f"color_{at:02}"] for at in range(first, first + 8)] for first in (1, 9)]
        yield f"{name} (Gogh)", Scheme(
            "g", said["foreground"], said["background"], *eight, cursor_bg=said.get("cursor")
        )


def main():
    sources = Path(sys.argv[1])
    schemes = {}
    for origin in (
        own(),
        dracula(),
        electerm(sources / "electerm"),
        toml("a", (sources / "catppuccin/dist").glob("*.toml")),
        toml("t", (sources / "tokyonight.nvim/extras/wezterm").glob("*.toml")),
        toml("n", (sources / "nightfox.nvim/extra").glob("*/wezterm.toml")),
        toml("p", (sources / "poimandres.nvim/extra/wezterm").glob("*.toml")),
        toml("d", [sources / "eldritch/eldritch.toml"]),
        cyberpunk_neon(sources / "Cyberpunk-Neon"),
        base16(sources / "tinted"),
        gogh(sources / "Gogh"),
    ):
        for name, scheme in origin:
            if name in schemes:
                sys.exit(f"{name} is there twice")
            schemes[name] = scheme
    rows = {name: scheme.row() for name, scheme in schemes.items()}
    sexy = {f"{name} (terminal.sexy)": f"{target} (base16)" for name, target in TERMINAL_SEXY.items()}
    for alias, target in (ALIASES | sexy).items():
        if target not in schemes:
            sys.exit(f"{alias} stands for {target}, which is not there")
        if alias in rows:
            print(f"{alias} is a scheme of its own", file=sys.stderr)
            continue
        rows[alias] = f"=\t{target}"
    for name in sorted(rows, key=str.encode):
        print(f"{name}\t{rows[name]}")


main()
