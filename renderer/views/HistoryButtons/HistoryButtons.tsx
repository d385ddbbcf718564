import { ArrowLeft, ArrowRight } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef } from "react";
import { nodeTitle } from "../../../shared/model/node.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { runCommand } from "../../commands/commands.ts";
import { titleWithKeys } from "../../commands/keys.ts";
import { type MenuEntry, openMenuAt } from "../../components/ContextMenu/open-menu.ts";
import { engineQuery, queryClient } from "../../queries/engine-query.ts";
import { telling } from "../../queries/telling.ts";
import { type Place, useSourceId, useView, viewActions, viewOf } from "../../state/source-view.ts";

const LONG_PRESS_MS = 500;
const LISTED = 15; // places in the list; those before them are reached from the last of these

/** Back and Forward. A long press, the right button or the arrow down list the places. */
export function HistoryButtons() {
  const back = useView((view) => view.back.length);
  const forward = useView((view) => view.forward.length);
  return (
    <div className="history-buttons">
      <HistoryButton name="Back" command="back" direction={-1} places={back}>
        <ArrowLeft size={16} />
      </HistoryButton>
      <HistoryButton name="Forward" command="forward" direction={1} places={forward}>
        <ArrowRight size={16} />
      </HistoryButton>
    </div>
  );
}

interface HistoryButtonProps {
  name: string;
  command: "back" | "forward";
  direction: -1 | 1;
  /** How many there are to go to. */
  places: number;
  children: React.ReactNode;
}

function HistoryButton({ name, command, direction, places, children }: HistoryButtonProps) {
  const sourceId = useSourceId();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wasLong = useRef(false);
  const list = (button: HTMLElement) => {
    const { left, bottom } = button.getBoundingClientRect();
    void telling(async () => {
      const entries = await placeEntries(sourceId, direction);
      button.focus();
      openMenuAt({ x: left, y: bottom }, `${name}: places`, entries);
    });
  };
  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    if (places > 0) list(event.currentTarget);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "ArrowDown" || event.altKey) return;
    event.preventDefault();
    list(event.currentTarget);
  };
  const onPointerDown = ({ button, currentTarget }: PointerEvent<HTMLElement>) => {
    wasLong.current = false;
    if (button !== 0) return;
    timer.current = setTimeout(() => {
      wasLong.current = true;
      list(currentTarget);
    }, LONG_PRESS_MS);
  };
  const stop = () => clearTimeout(timer.current);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      title={`${titleWithKeys(name, command)}\nHold to see the places`}
      disabled={places === 0}
      onPointerDown={onPointerDown}
      onPointerUp={stop}
      onPointerLeave={stop}
      onContextMenu={onContextMenu}
      onKeyDown={onKeyDown}
      onClick={() => !wasLong.current && runCommand(command)}
    >
      {children}
    </button>
  );
}

/** The places before or after this one, the nearest first, each in words. */
async function placeEntries(sourceId: string, direction: -1 | 1): Promise<MenuEntry[]> {
  const { back, forward } = viewOf(sourceId).getState();
  const places = (direction === -1 ? back : forward).slice(-LISTED).toReversed();
  const nodeIds = [...new Set(places.flatMap(({ nodeId }) => (nodeId === null ? [] : [nodeId])))];
  const rows = await queryClient.fetchQuery(engineQuery(sourceId, "nodes.rows", { nodeIds }));
  const names = new Map(rows.map((row) => [row.nodeId, `${nodeTitle(row)} ${row.label}`.trim()] as const));
  return places.map((place, index) => ({
    label: placeText(place, names),
    run: () => viewActions(sourceId).travel(direction * (index + 1)),
  }));
}

function placeText({ nodeId, tab, mode }: Place, names: ReadonlyMap<number, string>): string {
  if (nodeId === null) return `Nothing chosen · ${mode}`;
  const name = escapeLine((names.get(nodeId) ?? "node").slice(0, 80));
  return `${name} (${nodeId}) · ${tab === "overview" ? mode : tab}`;
}
