import { useEffect, useRef } from "react";
import { type Command, type CommandId, COMMANDS } from "../../shared/model/commands.ts";
import { host } from "../ipc/host.ts";

/**
 * Commands reach whoever can carry them out: a view registers a handler while it is mounted, the menu bar, the palette
 * and the keys all run it by its id.
 */
const handlers = new Map<CommandId, Array<() => void>>();

/** Carry out a command while this component is mounted; of several, the one mounted last. */
export function useCommand(id: CommandId, handler: () => void): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const run = () => latest.current();
    const list = handlers.get(id) ?? [];
    handlers.set(id, [...list, run]);
    return () => {
      handlers.set(
        id,
        (handlers.get(id) ?? []).filter((other) => other !== run),
      );
    };
  }, [id]);
}

/** True if someone can carry the command out now. */
export function canRun(command: Command): boolean {
  return command.host === true || (handlers.get(command.id as CommandId)?.length ?? 0) > 0;
}

/** Run a command by id; one that nobody can carry out now does nothing. */
export function runCommand(id: string): void {
  const command: Command | undefined = COMMANDS.find((known) => known.id === id);
  if (command?.host) void host("window.command", { command: id });
  else handlers.get(id as CommandId)?.at(-1)?.();
}
