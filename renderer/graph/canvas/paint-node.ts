import { BAR_WIDTH, type NodeFace, SIGN_HEIGHT, textInset, TICK_SIZE } from "../node-face.ts";
import type { Box } from "../layout/types.ts";
import { fontOf, type Palette } from "../palette.ts";

/** A canvas on the page, or one for a picture. */
export type Brush = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** The looks that a view lays over a node. */
export interface NodeLook {
  isFocused: boolean; // in the inspector
  isMarked: boolean;
  isCursor: boolean; // where the arrow keys are
  isHovered: boolean;
  basket: "chosen" | "added" | "none";
  isFaded: boolean; // left out of the export, or outside the filter
  isStart: boolean; // chosen by the sender of the archive
  hiddenCalls: number;
}

export const FADED = 0.36; // opacity
const RADIUS = 5;
const SMALL_TEXT = 5.5; // px on screen below which text is not drawn

/** Draw one node: shape, state, texts, rings. The context is already panned and zoomed. */
export function paintNode(
  context: Brush,
  face: NodeFace,
  box: Box,
  look: NodeLook,
  palette: Palette,
  zoom: number,
): void {
  context.globalAlpha = 1; // what is chosen is so in full, also where it is faded
  paintRings(context, box, look, palette, radiusOf(face), zoom);
  context.globalAlpha = look.isFaded ? FADED : 1;
  paintBody(context, face, box, look, palette, zoom);
  if (face.isFailed && 13 * zoom < SMALL_TEXT + 1) paintLoud(context, face, box, palette);
  else paintInside(context, face, box, look, palette, zoom);
  context.globalAlpha = 1; // a fact of the archive, whatever the basket and the filter leave out
  if (look.isStart) paintFlag(context, box, palette, zoom);
}

function paintInside(
  context: Brush,
  face: NodeFace,
  box: Box,
  look: NodeLook,
  palette: Palette,
  zoom: number,
): void {
  paintTexts(context, face, box, palette, zoom);
  if (face.sign) paintSign(context, face, box, palette, zoom);
  if (look.hiddenCalls > 0 && 10 * zoom >= SMALL_TEXT) paintCalls(context, look.hiddenCalls, box, palette);
  if (look.basket === "chosen") paintChosenMark(context, box, palette);
}

function radiusOf(face: NodeFace): number {
  return face.family === "data" || face.family === "code" ? face.height / 2 : RADIUS;
}

function outline(context: Brush, box: Box, radius: number, grow: number): void {
  context.beginPath();
  context.roundRect(
    box.x - box.width / 2 - grow,
    box.y - box.height / 2 - grow,
    box.width + 2 * grow,
    box.height + 2 * grow,
    radius + grow,
  );
}

function paintBody(
  context: Brush,
  face: NodeFace,
  box: Box,
  look: NodeLook,
  palette: Palette,
  zoom: number,
): void {
  const { fill, line } = palette.family[face.family];
  outline(context, box, radiusOf(face), 0);
  context.fillStyle = palette.background; // under a see-through faded node no link shows
  if (look.isFaded) context.fill();
  context.fillStyle = fill;
  context.fill();
  if (face.family === "workflow") {
    context.save();
    context.clip();
    context.fillStyle = face.isFailed ? palette.failed : line;
    context.fillRect(box.x - box.width / 2, box.y - box.height / 2, BAR_WIDTH, box.height);
    context.restore();
  }
  const width = face.isFailed ? 2.5 : look.isHovered ? 1.8 : 1.2;
  context.lineWidth = Math.max(width, (face.isFailed ? 2 : 0.9) / zoom); // never thinner than a pixel or so
  context.strokeStyle = face.isFailed ? palette.failed : line;
  outline(context, box, radiusOf(face), 0);
  context.stroke();
}

function paintTexts(context: Brush, face: NodeFace, box: Box, palette: Palette, zoom: number): void {
  const x = box.x - box.width / 2 + textInset(face.family);
  const color = palette.family[face.family].text;
  const showsSubtitle = face.subtitle !== "" && 11 * zoom >= SMALL_TEXT;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillStyle = color;
  if (13 * zoom >= SMALL_TEXT) {
    context.font = fontOf("title", palette.font);
    context.fillText(face.title, x, face.subtitle === "" ? box.y + 4.5 : box.y - 3);
  }
  if (!showsSubtitle) return;
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * 0.8;
  context.font = fontOf("subtitle", palette.font);
  context.fillText(face.subtitle, x, box.y + 12.5);
  context.globalAlpha = alpha;
}

function paintSign(context: Brush, face: NodeFace, box: Box, palette: Palette, zoom: number): void {
  const { sign } = face;
  if (!sign) return;
  const right = box.x + box.width / 2 - 10;
  if (sign.kind === "ok") {
    const x = right - TICK_SIZE / 2;
    context.strokeStyle = palette.ok;
    context.lineWidth = 1.4;
    context.beginPath();
    context.arc(x, box.y, TICK_SIZE / 2 - 0.7, 0, 2 * Math.PI);
    context.stroke();
    context.beginPath();
    context.moveTo(x - 3.2, box.y + 0.2);
    context.lineTo(x - 0.9, box.y + 2.6);
    context.lineTo(x + 3.3, box.y - 2.4);
    context.stroke();
    return;
  }
  context.font = fontOf("sign", palette.font);
  const width = context.measureText(sign.text).width + 14;
  context.beginPath();
  context.roundRect(right - width, box.y - SIGN_HEIGHT / 2, width, SIGN_HEIGHT, SIGN_HEIGHT / 2);
  context.fillStyle = sign.kind === "failed" ? palette.failed : palette.raise;
  context.fill();
  if (sign.kind === "open") {
    context.strokeStyle = palette.warning;
    context.lineWidth = 1.2;
    context.setLineDash([3, 2]);
    context.stroke();
    context.setLineDash([]);
  }
  if (11 * zoom < SMALL_TEXT) return;
  context.fillStyle = sign.kind === "failed" ? palette.onFailed : palette.text;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText(sign.text, right - width / 2, box.y + 4);
}

/** A failed process seen from afar: a solid block with its exit status as large as it fits. */
function paintLoud(context: Brush, face: NodeFace, box: Box, palette: Palette): void {
  outline(context, box, radiusOf(face), 0);
  context.fillStyle = palette.failed;
  context.fill();
  if (face.sign?.kind !== "failed") return;
  context.font = `700 28px ${palette.font}`;
  context.fillStyle = palette.onFailed;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(face.sign.text, box.x, box.y + 2, box.width - 12);
}

/** "2 calls": processes that a closed work chain called and that are not shown. Lies over the lower right corner. */
function paintCalls(context: Brush, calls: number, box: Box, palette: Palette): void {
  const { left, top, width, height } = callsBadge(context, calls, box, palette);
  context.beginPath();
  context.roundRect(left, top, width, height, height / 2);
  context.fillStyle = palette.raise;
  context.fill();
  context.strokeStyle = palette.strongLine;
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = palette.text;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText(callsText(calls), left + width / 2, top + 11);
}

function callsText(calls: number): string {
  return calls === 1 ? "1 call" : `${calls} calls`;
}

/** Where the badge lies; sets the context's font. */
export function callsBadge(context: Brush, calls: number, box: Box, palette: Palette) {
  context.font = `10px ${palette.font}`;
  const width = context.measureText(callsText(calls)).width + 14;
  const height = 15;
  return { left: box.x + box.width / 2 - width + 8, top: box.y + box.height / 2 - 7, width, height };
}

function paintRings(
  context: Brush,
  box: Box,
  look: NodeLook,
  palette: Palette,
  radius: number,
  zoom: number,
): void {
  const thin = Math.max(1, 0.8 / Math.max(zoom, 0.1)); // rings stay visible from afar
  if (look.isFocused) {
    outline(context, box, radius, 5);
    context.strokeStyle = palette.accentSoft;
    context.lineWidth = 8;
    context.stroke();
  }
  if (look.isFocused || look.isMarked || look.basket === "chosen") {
    outline(context, box, radius, 4.5);
    context.strokeStyle = palette.accent;
    context.lineWidth = (look.isFocused || look.basket === "chosen" ? 2 : 1.4) * thin;
    context.stroke();
  }
  if (look.basket === "added") {
    outline(context, box, radius, look.isFocused || look.isMarked ? 8 : 4.5);
    context.strokeStyle = palette.added;
    context.lineWidth = 2 * thin;
    context.lineCap = "round";
    context.setLineDash([0.1, 4 * thin]);
    context.stroke();
    context.setLineDash([]);
    context.lineCap = "butt";
  }
  if (look.isCursor) {
    outline(context, box, radius, 10);
    context.strokeStyle = palette.text;
    context.lineWidth = 1.5 * thin;
    context.setLineDash([6, 4]);
    context.stroke();
    context.setLineDash([]);
  }
}

/** A chosen node of the basket also wears a dot with a tick: the ring alone is the same as that of the focused node. */
function paintChosenMark(context: Brush, box: Box, palette: Palette): void {
  const x = box.x - box.width / 2 + 2;
  const y = box.y - box.height / 2 - 1;
  context.beginPath();
  context.arc(x, y, 6.5, 0, 2 * Math.PI);
  context.fillStyle = palette.accent;
  context.fill();
  context.strokeStyle = palette.onAccent;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - 2.8, y + 0.2);
  context.lineTo(x - 0.8, y + 2.2);
  context.lineTo(x + 2.9, y - 2);
  context.stroke();
}

/** A flag on the upper right corner: the sender of the archive started here. It stays visible from afar. */
function paintFlag(context: Brush, box: Box, palette: Palette, zoom: number): void {
  const unit = Math.min(2.5, Math.max(1, 0.7 / zoom));
  const x = box.x + box.width / 2 - 14 * unit;
  const y = box.y - box.height / 2 + 3 * unit;
  context.fillStyle = palette.background; // over rings and links
  context.beginPath();
  context.roundRect(x - 4 * unit, y - 13 * unit, 17 * unit, 15 * unit, 4 * unit);
  context.fill();
  context.strokeStyle = palette.warning;
  context.fillStyle = palette.warning;
  context.lineWidth = 1.6 * unit;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x, y - 11 * unit);
  context.stroke();
  context.beginPath();
  context.moveTo(x, y - 11 * unit);
  context.lineTo(x + 10 * unit, y - 8 * unit);
  context.lineTo(x, y - 4.5 * unit);
  context.fill();
}
