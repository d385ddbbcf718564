import type { NodeFamily } from "../../shared/model/node.ts";

/** Colours of the canvas as CSS colours that a canvas takes, read from the tokens of the page. */
export interface Palette {
  background: string;
  raise: string;
  line: string;
  strongLine: string;
  text: string;
  secondText: string;
  accent: string;
  accentSoft: string;
  onAccent: string;
  added: string;
  failed: string;
  failedSoft: string;
  onFailed: string;
  ok: string;
  warning: string;
  edge: string;
  family: Record<NodeFamily, { fill: string; line: string; text: string }>;
  font: string;
}

/** Read the palette. Forced colours take the place of ours where the system wants them. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const isForced = matchMedia("(forced-colors: active)").matches;
  const probe = document.createElement("span");
  probe.style.forcedColorAdjust = "none";
  document.body.append(probe);
  const color = (token: string, forced: string) => {
    probe.style.color = isForced ? forced : style.getPropertyValue(token).trim();
    return getComputedStyle(probe).color; // resolves system colours and notations that cytoscape does not read
  };
  const family = (name: NodeFamily) => ({
    fill: color(`--${name}-fill`, "Canvas"),
    line: color(`--${name}-line`, "CanvasText"),
    text: color(`--${name}-text`, "CanvasText"),
  });
  const palette: Palette = {
    background: color("--bg", "Canvas"),
    raise: color("--raise", "Canvas"),
    line: color("--line", "CanvasText"),
    strongLine: color("--strong-line", "CanvasText"),
    text: color("--text", "CanvasText"),
    secondText: color("--text-2", "CanvasText"),
    accent: color("--accent", "Highlight"),
    accentSoft: color("--accent-soft", "Canvas"),
    onAccent: color("--on-accent", "HighlightText"),
    added: color("--added", "LinkText"),
    failed: color("--failed", "CanvasText"),
    failedSoft: color("--failed-soft", "Canvas"),
    onFailed: color("--on-failed", "Canvas"),
    ok: color("--ok", "CanvasText"),
    warning: color("--warning", "CanvasText"),
    edge: color("--edge", "CanvasText"),
    family: {
      data: family("data"),
      code: family("code"),
      calculation: family("calculation"),
      workflow: family("workflow"),
    },
    font: style.getPropertyValue("--font").trim() || "sans-serif",
  };
  probe.remove();
  return palette;
}

/** Call back when the theme changes; returns how to stop. */
export function onThemeChange(callback: () => void): () => void {
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"].map(
    (query) => matchMedia(query),
  );
  for (const query of queries) query.addEventListener("change", callback);
  return () => {
    for (const query of queries) query.removeEventListener("change", callback);
  };
}

/** Fonts of the canvas at zoom 1. */
export function fontOf(kind: "title" | "subtitle" | "sign", family: string): string {
  return kind === "title"
    ? `600 13px ${family}`
    : kind === "subtitle"
      ? `11px ${family}`
      : `600 11px ${family}`;
}
