import { setFlagsFromString } from "node:v8";

/**
 * What makes V8 wait longer before it optimizes a function, by its major version (11: Node 20). Others are left alone: they
 * complain of a flag that they do not know, and those of Electron compile in between, which leaves nothing to gain.
 */
const FLAGS: Readonly<Record<string, string>> = {
  "11": "--interrupt-budget=300000", // about twice what it is by itself
};

/**
 * Optimize functions only when they have run for long: of a verb that is done within half a second V8's optimizing compiler takes
 * a tenth of the processor time otherwise. To wait longer still costs as much where the work takes seconds. To be called before
 * the work begins.
 */
export function compileLate(): void {
  const flag = FLAGS[process.versions.v8.split(".", 1)[0]!];
  if (flag !== undefined) setFlagsFromString(flag);
}
