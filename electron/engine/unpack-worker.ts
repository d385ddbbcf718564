import { workerData } from "node:worker_threads";
import { unpackAhead } from "../archive/unpack-ahead.ts";

/** A thread that unpacks the databases of these files into the cache, so that an engine finds them there. */
for (const file of workerData as string[]) await unpackAhead(file);
