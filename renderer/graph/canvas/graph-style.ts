import type cytoscape from "cytoscape";
import type { Palette } from "../palette.ts";

/** How cytoscape draws what is left to it: the box of a selection. */
export function graphStyle(palette: Palette): cytoscape.StylesheetJson {
  return [
    {
      selector: "core",
      style: {
        "selection-box-color": palette.accent,
        "selection-box-border-color": palette.accent,
        "selection-box-border-width": 1,
        "selection-box-opacity": 0.15,
        "active-bg-opacity": 0,
        "active-bg-color": palette.accent,
        "active-bg-size": 0,
        "outside-texture-bg-color": palette.background,
        "outside-texture-bg-opacity": 1,
      },
    },
  ];
}
