import { parentPort, workerData } from "node:worker_threads";
import { unpackAhead } from "../archive/unpack-ahead.ts";

/** A thread that unpacks the database of a file into the cache, so that an engine finds it there. Any message stops it. */
const signal = { aborted: false };
parentPort?.once("message", () => (signal.aborted = true));
parentPort?.unref(); // who is done does not wait for a message
// Not awaited, for the reason in `watch-worker.ts`.
void unpackAhead(workerData as string, signal);
