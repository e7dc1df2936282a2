//! Writes the notices of the third parties whose code is in the binary.
//!
//! Hides how a dependency's copyright lines and licence texts are found in its sources. Reads the
//! packages that cargo has unpacked and returns text; the test decides whether to keep it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use super::{list, text};

const HEADING: &str = "\
# Third-party notices

The program contains the packages below, each under its own licence. This file is written by
`WEZTERM_BLESS=1 cargo test -p tests --test house` from `cargo metadata` (platform
x86_64-unknown-linux-gnu) and the packages' own licence files, and a test fails when it is out of date.
";

/// What the program holds that no package brings: names and numbers, which the authors are thanked for.
const DATA: &str = "
# Colour schemes and gradients

The tables in `config/src/schemes` hold names and colour values, and nothing else, of these works. Which scheme
is from which is in `docs/colour-schemes.md`; the texts of the licences are below.

- @electerm/electerm-themes, MIT, <https://github.com/electerm/electerm-themes>: Copyright (c) since 2017~ ZHAO
  Xudong <zxdong@gmail.com>. It has them from iTerm2-Color-Schemes, MIT,
  <https://github.com/mbadolato/iTerm2-Color-Schemes>: Copyright (c) 2011-present by Mark Badolato and, of each
  scheme, its author.
- Gogh, MIT, <https://github.com/Gogh-Co/Gogh>: Copyright (c) 2024 Gogh
- base16 schemes, each published by its author in <https://github.com/tinted-theming/schemes>
- Catppuccin, MIT, <https://github.com/catppuccin/wezterm>: Copyright (c) 2021 Catppuccin
- tokyonight.nvim, Apache-2.0, <https://github.com/folke/tokyonight.nvim>: folke
- nightfox.nvim, MIT, <https://github.com/EdenEast/nightfox.nvim>: Copyright (c) 2021 James Simpson
- Eldritch, MIT, <https://github.com/eldritch-theme/wezterm>: Copyright (c) 2024 Eldritch
- Dracula, MIT, <https://spec.draculatheme.com>: the authors of Dracula Theme
- poimandres.nvim, <https://github.com/olivercederborg/poimandres.nvim>: Oliver Cederborg
- Cyberpunk Neon, CC-BY-SA-4.0, <https://github.com/Roboron3042/Cyberpunk-Neon>: Roboron3042
- d3-scale-chromatic, ISC, <https://github.com/d3/d3-scale-chromatic>: Copyright 2010-2026 Mike Bostock. Its
  gradients are those of ColorBrewer, Apache-2.0: Copyright (c) 2002 Cynthia Brewer, Mark Harrower, and The
  Pennsylvania State University. This product includes color specifications and designs developed by Cynthia
  Brewer (<https://colorbrewer.org/>).

# Icons

The font in `egui_nerdfonts` is \"Symbols Nerd Font\" 3.0.2 of Nerd Fonts, MIT, <https://github.com/ryanoasis/nerd-fonts>:
Copyright (c) 2014 Ryan L McIntyre. It holds the glyphs of these works, each under its own licence:

- Codicons, CC-BY-4.0, <https://github.com/microsoft/vscode-codicons>: Microsoft Corporation
- Devicons, MIT, <https://github.com/vorillaz/devicons>: Copyright (c) 2014 Theodore Vorillas
- Font Awesome, OFL-1.1, <https://github.com/FortAwesome/Font-Awesome>: Fonticons, Inc.
- Font Awesome Extension, MIT, <https://github.com/AndreLZGava/font-awesome-extension>: Andre Gava
- Font Logos, Unlicense, <https://github.com/lukas-w/font-logos>: Lukas W
- IEC Power Symbols, MIT, <https://unicodepowersymbol.com>: Joe Loughry and Terence Eden
- Material Design Icons, Apache-2.0, <https://github.com/Templarian/MaterialDesign>: the Pictogrammers
- Octicons, MIT, <https://github.com/primer/octicons>: Copyright (c) GitHub Inc.
- Pomicons, OFL-1.1, <https://github.com/gabrielelana/pomicons>: Gabriele Lana
- Powerline Extra Symbols, MIT, <https://github.com/ryanoasis/powerline-extra-symbols>: Ryan L McIntyre
- Seti UI, MIT, <https://github.com/jesseweed/seti-ui>: Copyright (c) 2014 Jesse Weed
- Weather Icons, OFL-1.1, <https://github.com/erikflowers/weather-icons>: Erik Flowers
";

/// Returns the notices for everything that the binary is linked from.
pub fn write(metadata: &Value) -> String {
    let packages: BTreeMap<&str, &Value> = list(metadata, "packages")
        .iter()
        .map(|package| (text(package, "id"), package))
        .collect();
    let mut linked: Vec<&Value> = linked(metadata)
        .into_iter()
        .map(|id| packages[id])
        .filter(|package| !package["source"].is_null())
        .collect();
    linked.sort_by_key(|package| (text(package, "name"), text(package, "version")));
    let mut out = HEADING.to_owned();
    let mut texts = BTreeMap::new();
    for package in linked {
        entry(&mut out, package);
        let folder = Path::new(text(package, "manifest_path")).parent();
        let licence = text(package, "license");
        // One text stands for all packages under a licence; their copyright lines are above.
        if !licence.contains(' ') && !licence.contains('/') && !texts.contains_key(licence) {
            let text = folder.into_iter().flat_map(licence_files).next();
            texts.extend(text.map(|text| (licence.to_owned(), text)));
        }
    }
    out.push_str(DATA);
    out.push_str("\n# Licence texts\n");
    for (licence, text) in texts {
        let _ = write!(out, "\n## {licence}\n\n```text\n{}\n```\n", text.trim_end());
    }
    out
}

/// Returns the ids of the packages that the binary is linked from, in no order.
fn linked(metadata: &Value) -> BTreeSet<&str> {
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"], "nodes")
        .iter()
        .map(|node| (text(node, "id"), node))
        .collect();
    let root = list(metadata, "packages")
        .iter()
        .find(|package| text(package, "name") == "wezterm-gui")
        .expect("wezterm-gui");
    let mut found = BTreeSet::new();
    let mut open = vec![text(root, "id")];
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        for dependency in list(nodes[id], "deps") {
            let kinds = list(dependency, "dep_kinds");
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                open.push(text(dependency, "pkg"));
            }
        }
    }
    found
}

fn entry(out: &mut String, package: &Value) {
    let (name, version) = (text(package, "name"), text(package, "version"));
    let _ = write!(out, "\n## {name} {version}\n\n{}", text(package, "license"));
    let home = text(package, "repository");
    if !home.is_empty() {
        let _ = write!(out, ", <{home}>");
    }
    out.push('\n');
    let folder = Path::new(text(package, "manifest_path")).parent();
    let mut lines = BTreeSet::new();
    for text in folder.into_iter().flat_map(licence_files) {
        lines.extend(text.lines().filter_map(copyright));
    }
    if lines.is_empty() {
        let authors = list(package, "authors").iter().filter_map(Value::as_str);
        lines.extend(authors.map(|author| format!("Authors: {author}")));
    }
    for line in lines {
        let _ = write!(out, "\n    {line}");
    }
    out.push('\n');
}

/// Returns the line when it says whose the work is.
fn copyright(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches(['/', '*', '#', '-', ' ']);
    let lower = line.to_lowercase();
    let claims = lower.starts_with("copyright (c)")
        || lower.starts_with("copyright ©")
        || (lower.starts_with("copyright ") && line.contains(|c: char| c.is_ascii_digit()));
    let pattern = line.contains(['[', '{', '<']) && !line.contains('@');
    (claims && !pattern && line.len() < 200).then(|| line.to_owned())
}

/// Returns the texts of the licence files at the top of a package, in the order of their names.
fn licence_files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().to_uppercase();
            [
                "LICENSE",
                "LICENCE",
                "COPYING",
                "COPYRIGHT",
                "NOTICE",
                "UNLICENSE",
            ]
            .iter()
            .any(|start| name.starts_with(start))
        })
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    names.sort();
    let texts = names
        .into_iter()
        .filter_map(|path| std::fs::read(path).ok());
    texts
        .map(|bytes| String::from_utf8_lossy(&bytes).replace('\r', ""))
        .collect()
}
