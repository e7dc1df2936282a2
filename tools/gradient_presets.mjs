#!/usr/bin/env node
// Writes config/src/schemes/gradients.tsv: the gradients of d3-scale-chromatic, by WezTerm's names for them.
//
//     npm install --prefix /tmp/d3 d3-scale-chromatic@3.1.1
//     node tools/gradient_presets.mjs /tmp/d3/node_modules/d3-scale-chromatic > config/src/schemes/gradients.tsv
//
// A row is a name and 33 colours at equal distances. Between two of them a straight line is less than a
// step of 1/255 from the curve, so that the program needs no formula for each.

import { pathToFileURL } from "node:url";

const d3 = await import(pathToFileURL(`${process.argv[2]}/dist/d3-scale-chromatic.mjs`).href);

const NAMES = [
  "Blues", "BrBg", "BuGn", "BuPu", "Cividis", "Cool", "CubeHelixDefault", "GnBu", "Greens", "Greys",
  "Inferno", "Magma", "OrRd", "Oranges", "PiYg", "Plasma", "PrGn", "PuBu", "PuBuGn", "PuOr", "PuRd",
  "Purples", "Rainbow", "RdBu", "RdGy", "RdPu", "RdYlBu", "RdYlGn", "Reds", "Sinebow", "Spectral",
  "Turbo", "Viridis", "Warm", "YlGn", "YlGnBu", "YlOrBr", "YlOrRd",
];

const functions = new Map(
  Object.entries(d3)
    .filter(([name]) => name.startsWith("interpolate"))
    .map(([name, at]) => [name.slice("interpolate".length).toLowerCase(), at]),
);

function hex(colour) {
  const parts = colour.startsWith("#")
    ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
    : colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  return parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
}

for (const name of NAMES) {
  const at = functions.get(name.toLowerCase());
  const colours = Array.from({ length: 33 }, (_, index) => hex(at(index / 32)));
  console.log(`${name}\t${colours.join("")}`);
}
