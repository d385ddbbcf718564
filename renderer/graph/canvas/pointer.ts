import type cytoscape from "cytoscape";

export interface Point {
  x: number;
  y: number;
}

/** What a person does on the canvas. */
export interface SceneEvents {
  onTap(nodeId: number | null, keys: { toggles: boolean }): void;
  onOpen(nodeId: number): void; // double click, or a click on the badge of hidden calls
  onMenu(nodeId: number | null, at: Point): void; // at: px in the canvas
  onBox(nodeIds: number[]): void;
  onHover(nodeId: number | null): void;
  onHoverLink(linkId: number | null, at: Point): void;
  onViewport(): void; // panned, zoomed, resized or drawn anew
}

/** The same as the pointer says it, in px of the drawing, before it is known what lies there. */
interface PointerEvents {
  onPress(): void;
  onTap(at: Point, keys: { toggles: boolean }): void;
  onDoubleTap(at: Point): void;
  onMenu(at: Point, rendered: Point): void; // rendered: px in the canvas
  onMove(at: Point, rendered: Point): void;
  onBox(from: Point, to: Point): void;
}

/** Hear what the pointer does. Cytoscape tells a tap from a drag, and pans, pinches and draws the box by itself. */
export function listenToPointer(cy: cytoscape.Core, events: PointerEvents): void {
  let pressed: Point = { x: 0, y: 0 };
  cy.on("tapstart", ({ position }) => {
    pressed = { ...position };
    events.onPress();
  });
  cy.on("tap", ({ position, originalEvent }) => {
    const keys = originalEvent as MouseEvent | undefined;
    const toggles = keys?.shiftKey === true || keys?.ctrlKey === true || keys?.metaKey === true;
    events.onTap(position, { toggles });
  });
  cy.on("dbltap", ({ position }) => events.onDoubleTap(position));
  cy.on("cxttap", ({ position, renderedPosition }) => events.onMenu(position, renderedPosition));
  cy.on("mousemove", ({ position, renderedPosition, originalEvent }) => {
    if ((originalEvent as MouseEvent | undefined)?.buttons) return; // a drag points at nothing
    events.onMove(position, renderedPosition);
  });
  cy.on("boxend", ({ position }) => events.onBox(pressed, position));
}
