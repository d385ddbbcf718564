import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { type Command, type CommandId, commandOf } from "../../shared/model/commands.ts";
import { host } from "../ipc/host.ts";
import { notify } from "../state/notices.ts";
import { activeTab } from "../state/sources.ts";

/** What a command is to act on when that is not what is chosen: the thing whose context menu was opened. */
export interface CommandTarget {
  nodeIds?: readonly number[];
  groupId?: number;
  /** A tab, by its source. */
  sourceId?: string;
  /** A file of a node, as the repository names it. */
  file?: { nodeId: number; path: string };
  /** What to search for. */
  text?: string;
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

/** What carries a command out, and how it stands. */
export interface CommandEntry extends CommandState {
  run: (target: CommandTarget) => void;
}

/** Carry out a command while this component is mounted; of several, the one mounted last. */
export function useCommand(
  id: CommandId,
  run: (target: CommandTarget) => void,
  state: CommandState = {},
): void {
  useCommands({ [id]: { run, ...state } });
}

/** Carry out several commands while this component is mounted; the set of them stays the same. */
export function useCommands(commands: Partial<Record<CommandId, CommandEntry>>): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const ids = Object.keys(commands).join(" ");
  // Before the first paint: a key pressed as soon as a part of the window is seen must find it listening.
  useLayoutEffect(() => {
    const own = (ids.split(" ") as CommandId[]).map((id): [CommandId, Handler] => [
      id,
      {
        run: (target) => latest.current[id]?.run(target),
        state: () => latest.current[id] ?? {},
      },
    ]);
    for (const [id, handler] of own) handlers.set(id, [...(handlers.get(id) ?? []), handler]);
    return () => {
      for (const [id, handler] of own)
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((other) => other !== handler),
        );
      tell();
    };
  }, [ids]);
  const states = JSON.stringify(Object.values(commands).map(({ off, isOn, label }) => [off, isOn, label]));
  useEffect(tell, [ids, states]);
}

/** True if some part of the window carries the command out. */
export function isHandled(command: Command): boolean {
  return (handlers.get(command.id as CommandId)?.length ?? 0) > 0;
}

/** How a command stands now. One that nobody can carry out says why. */
export function stateOf(command: Command): CommandState {
  const handler = handlers.get(command.id as CommandId)?.at(-1);
  if (handler) return handler.state();
  if (command.host || command.role) return {};
  if (command.needsSource && activeTab()?.status !== "open") return { off: "open an archive first" };
  return { off: command.elsewhere ?? "not possible here" };
}

/** What stands for the command in menus and the palette now. */
export function labelOf(command: Command): string {
  return stateOf(command).label ?? command.label;
}

/** True if someone can carry the command out now. */
export function canRun(command: Command): boolean {
  return stateOf(command).off === undefined;
}

/**
 * Run a command by id. One that cannot be carried out says why, once what was just changed has been drawn: a key may be
 * faster than the window. An unknown id does nothing.
 */
export function runCommand(id: string, target: CommandTarget = {}): void {
  const command = commandOf(id);
  if (command && !runNow(command, target)) setTimeout(() => runNow(command, target) || sayWhyNot(command));
}

function runNow(command: Command, target: CommandTarget): boolean {
  const handler = handlers.get(command.id as CommandId)?.at(-1);
  const isAimed = Object.keys(target).length > 0; // the state is that of what is chosen
  if (stateOf(command).off !== undefined && !(handler && isAimed)) return false;
  if (handler) handler.run(target);
  else void host("window.command", { command: command.id });
  return true;
}

function sayWhyNot(command: Command): void {
  notify(`${command.label.replace("…", "")}: ${stateOf(command).off}.`);
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
