import { useEffect, useRef, useSyncExternalStore } from "react";
import { type Command, type CommandId, commandOf } from "../../shared/model/commands.ts";
import { host } from "../ipc/host.ts";
import { notify } from "../state/notices.ts";

/** What a command is to act on when that is not what is chosen: the thing whose context menu was opened. */
export interface CommandTarget {
  nodeIds?: readonly number[];
  groupId?: number;
  /** A tab, by its source. */
  sourceId?: string;
  /** A file of a node, as the repository names it. */
  file?: { nodeId: number; path: string };
}

/** How a command stands now, for menus and the palette. */
export interface CommandState {
  /** Why it cannot be carried out now, as the end of a sentence: "choose a node first". */
  off?: string | undefined;
  /** Of a command that is on or off. */
  isOn?: boolean;
  /** What it would do now, in place of its label: "Undo clear basket". */
  label?: string | undefined;
}

interface Handler {
  run: (target: CommandTarget) => void;
  state: () => CommandState;
}

/**
 * Commands reach whoever can carry them out: a view registers a handler while it is mounted, the menu bar, the palette,
 * context menus and the keys all run it by its id.
 */
const handlers = new Map<CommandId, Handler[]>();
const listeners = new Set<() => void>();
let version = 0;

/** Carry out a command while this component is mounted; of several, the one mounted last. */
export function useCommand(
  id: CommandId,
  run: (target: CommandTarget) => void,
  state: CommandState = {},
): void {
  const latest = useRef({ run, state });
  useEffect(() => {
    latest.current = { run, state };
  });
  useEffect(() => {
    const handler: Handler = {
      run: (target) => latest.current.run(target),
      state: () => latest.current.state,
    };
    handlers.set(id, [...(handlers.get(id) ?? []), handler]);
    tell();
    return () => {
      handlers.set(
        id,
        (handlers.get(id) ?? []).filter((other) => other !== handler),
      );
      tell();
    };
  }, [id]);
  const { off, isOn, label } = state;
  useEffect(tell, [off, isOn, label]);
}

/** How a command stands now. One that nobody can carry out says why. */
export function stateOf(command: Command): CommandState {
  const handler = handlers.get(command.id as CommandId)?.at(-1);
  if (handler) return handler.state();
  if (command.host || command.role) return {};
  return { off: command.needsSource ? "open an archive first" : "not possible here" };
}

/** What stands for the command in menus and the palette now. */
export function labelOf(command: Command): string {
  return stateOf(command).label ?? command.label;
}

/** True if someone can carry the command out now. */
export function canRun(command: Command): boolean {
  return stateOf(command).off === undefined;
}

/** Run a command by id. One that cannot be carried out now says why; an unknown id does nothing. */
export function runCommand(id: string, target: CommandTarget = {}): void {
  const command = commandOf(id);
  if (!command) return;
  const handler = handlers.get(command.id as CommandId)?.at(-1);
  const { off } = stateOf(command);
  const isAimed = Object.keys(target).length > 0; // the state is that of what is chosen
  if (handler && (off === undefined || isAimed)) handler.run(target);
  else if (off !== undefined) notify(`${command.label.replace("…", "")}: ${off}.`);
  else void host("window.command", { command: id });
}

/** Rises with every change of what can be done; for `useSyncExternalStore` and whoever copies the states. */
export function useCommandVersion(): number {
  return useSyncExternalStore(onCommandsChange, commandVersion);
}

export const commandVersion = (): number => version;

/** Hear of changes of what can be done; call the answer to stop. */
export function onCommandsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let isTelling = false;
/** Many commands change at once: tell once, when all of them have. */
function tell(): void {
  version++;
  if (isTelling) return;
  isTelling = true;
  queueMicrotask(() => {
    isTelling = false;
    for (const listener of listeners) listener();
  });
}
