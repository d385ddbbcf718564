/** What a turn of the wheel asks for: zoom about a point, or a shift of the view. */
export type WheelChange = { factor: number; at: { x: number; y: number } } | { x: number; y: number };

const LINE_PX = 16; // of wheels that count lines
const ZOOM_PER_PX = 0.0016;

/**
 * The wheel zooms about the pointer, with Shift it moves sideways, and a touchpad's sideways scroll moves too. Listens
 * before cytoscape does, whose own zoom jumps and knows no sideways.
 */
export function listenToWheel(container: HTMLElement, onChange: (change: WheelChange) => void): () => void {
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const x = event.deltaX * unit;
    const y = event.deltaY * unit;
    if (event.shiftKey && x === 0) return onChange({ x: -y, y: 0 });
    if (Math.abs(x) > Math.abs(y)) return onChange({ x: -x, y: -y });
    const corner = container.getBoundingClientRect();
    const speed = event.ctrlKey ? 4 : 1; // a pinch arrives as small turns with Ctrl
    onChange({
      factor: Math.exp(-Math.max(-300, Math.min(300, y * speed)) * ZOOM_PER_PX),
      at: { x: event.clientX - corner.left, y: event.clientY - corner.top },
    });
  };
  container.addEventListener("wheel", onWheel, { capture: true, passive: false });
  return () => container.removeEventListener("wheel", onWheel, { capture: true });
}
