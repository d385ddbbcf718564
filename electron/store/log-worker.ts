import { parentPort, workerData } from "node:worker_threads";
import { bringInAlone } from "../db/write-ahead.ts";

/** A thread that brings a long write-ahead log into its database: gigabytes take seconds, and the engine answers meanwhile. */
parentPort?.postMessage(bringInAlone(workerData as string));
