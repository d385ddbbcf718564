import type cytoscape from "cytoscape";

interface Point {
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

/** The same as the pointer says it, before the canvas knows what is meant. */
interface PointerEvents {
  onTap(nodeId: number | null, point: Point, keys: { toggles: boolean }): void; // point: in the drawing
  onDoubleTap(nodeId: number): void;
  onMenu(nodeId: number | null, at: Point): void;
  onHover(nodeId: number | null): void;
  onHoverLink(linkId: number | null, at: Point): void;
  onBox(nodeIds: number[]): void;
}

/** Hear what the pointer does on nodes and links. */
export function listenToPointer(cy: cytoscape.Core, events: PointerEvents): void {
  const idOf = (element: cytoscape.SingularElementReturnValue) => Number(element.data("nodeId"));
  const nodeAt = (event: cytoscape.EventObject) =>
    event.target !== cy && event.target.isNode() ? idOf(event.target) : null;
  cy.on("tap", (event) => {
    const keys = event.originalEvent as MouseEvent | undefined;
    const toggles = keys?.shiftKey === true || keys?.ctrlKey === true || keys?.metaKey === true;
    events.onTap(nodeAt(event), event.position, { toggles });
  });
  cy.on("dbltap", "node", (event) => events.onDoubleTap(idOf(event.target)));
  cy.on("cxttap", (event) => events.onMenu(nodeAt(event), event.renderedPosition));
  cy.on("mouseover", "node", (event) => events.onHover(idOf(event.target)));
  cy.on("mouseout", "node", () => events.onHover(null));
  cy.on("mouseover", "edge", (event) =>
    events.onHoverLink(Number(event.target.data("linkId")), event.renderedPosition),
  );
  cy.on("mouseout", "edge", (event) => events.onHoverLink(null, event.renderedPosition));
  let boxed: number[] = []; // each node of the box tells of itself, all in one go
  cy.on("box", "node", (event) => {
    if (boxed.length === 0)
      queueMicrotask(() => {
        events.onBox(boxed);
        boxed = [];
      });
    boxed.push(idOf(event.target));
  });
}
