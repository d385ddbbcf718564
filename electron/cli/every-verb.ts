// What every verb needs, to be loaded as one: each file that has to be found and read takes a millisecond of a start.
export { hearInterrupt } from "./interrupt.ts";
export { failUsage, helpText, runVerb } from "./run-verb.ts";
export { unpackAmong } from "./unpack-among.ts";
export { watchThisProcess } from "./watch.ts";
export { takeCacheSettings } from "./window-settings.ts";
