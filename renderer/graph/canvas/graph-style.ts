import type cytoscape from "cytoscape";
import type { Palette } from "../palette.ts";

const LINK_WIDTH = 1.2;
const NEAR_WIDTH = 1.8;
const TRAIL_WIDTH = 3;
/** From afar links would be thinner than a pixel and vanish: below these zooms they are drawn wider. */
const FAR_LOOKS = [
  { look: "far", below: 0.5, factor: 1.8 },
  { look: "farther", below: 0.28, factor: 3.2 },
  { look: "farthest", below: 0.15, factor: 5 },
];

/** The class of links for a zoom; "" for one at which they are seen well. */
export function farLook(zoom: number): string {
  return FAR_LOOKS.findLast(({ below }) => zoom < below)?.look ?? "";
}

/**
 * How cytoscape draws: the links, and the place that a node takes for the mouse. The shapes and texts of nodes are
 * painted over it (`face-painter.ts`): cytoscape knows one label a node and scales cached pictures of it, which blurs.
 */
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
    {
      selector: "node",
      style: {
        shape: "rectangle",
        width: "data(width)",
        height: "data(height)",
        "background-opacity": 0,
        "border-width": 0,
        "overlay-opacity": 0,
      },
    },
    {
      selector: "edge",
      style: {
        width: LINK_WIDTH,
        opacity: 0.62,
        "line-color": palette.edge,
        "target-arrow-color": palette.edge,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.72,
        "curve-style": "unbundled-bezier",
        // Documented since 3.31, missing in the types: distances are from the line between the ends as drawn.
        "edge-distances": "endpoints" as "intersection",
        "source-endpoint": "50% 0%",
        "target-endpoint": "-50% 0%",
        "control-point-weights": "data(weights)",
        "control-point-distances": "data(distances)",
        "overlay-opacity": 0,
      },
    },
    {
      selector: "edge[linkType = 'return'], edge[linkType = 'input_work']",
      style: { "line-style": "dashed", "line-dash-pattern": [5, 3] },
    },
    {
      selector: "edge[linkType = 'call_calc'], edge[linkType = 'call_work']",
      style: { "line-style": "dashed", "line-dash-pattern": [1.5, 3], "line-cap": "round" },
    },
    {
      selector: "edge.near",
      style: {
        width: NEAR_WIDTH,
        opacity: 1,
        "line-color": palette.secondText,
        "target-arrow-color": palette.secondText,
        "z-index": 5,
      },
    },
    { selector: "edge.faded", style: { opacity: 0.12 } },
    {
      selector: "edge.trail",
      style: {
        width: TRAIL_WIDTH,
        opacity: 1,
        "line-color": palette.added,
        "target-arrow-color": palette.added,
        "arrow-scale": 0.9,
        "z-index": 9,
      },
    },
    ...FAR_LOOKS.flatMap(({ look, factor }) => [
      { selector: `edge.${look}`, style: { width: LINK_WIDTH * factor } },
      { selector: `edge.near.${look}`, style: { width: NEAR_WIDTH * factor } },
      { selector: `edge.trail.${look}`, style: { width: TRAIL_WIDTH * factor } },
    ]),
  ];
}
