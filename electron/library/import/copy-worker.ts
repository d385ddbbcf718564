import { parentPort, workerData } from "node:worker_threads";
import { sharedFile } from "../../archive/open-file.ts";
import { partObjects } from "../../archive/part-objects.ts";
import { toWireError } from "../../ipc/to-wire-error.ts";
import { PackWriter } from "../pack-writer.ts";
import { copyInto } from "./copy-files.ts";
import type { CopyOrder, FromCopier, ToCopier } from "./copy-messages.ts";

/**
 * A thread that copies files of an archive into a store while the rows of the archive come into its database: each needs a
 * processor of its own for about as long.
 */

const order = workerData as CopyOrder;
const port = parentPort;
if (port === null) throw new Error("This runs as a thread only.");
const post = (message: FromCopier) => port.postMessage(message);

const PROGRESS_BYTES = 4 * 1024 * 1024;
const signal = {
  get aborted() {
    return Atomics.load(order.stopped, 0) === 1;
  },
};
const objectsOf = partObjects(sharedFile(order.file));
let writer: PackWriter | null = null;
let copied = 0;

async function answer(message: ToCopier): Promise<void> {
  writer ??= new PackWriter(order.place, order.incoming);
  if ("part" in message) {
    const { keys, objects } = objectsOf(message.part);
    await copyInto(writer, objects, keys, { signal, copied: tell });
    post({ type: "part" });
  } else if (message.step === "end") {
    writer.end();
    tell(0);
  } else {
    if (message.step === "finish") writer.finish();
    post({ type: "finished" });
    close();
  }
}

function tell(bytes: number): void {
  copied += bytes;
  if (bytes > 0 && copied < PROGRESS_BYTES) return;
  post({ type: "copied", bytes: copied });
  copied = 0;
}

function close(): void {
  writer?.discard();
  port?.close(); // ends the thread
}

let work = Promise.resolve();
port.on("message", (message: ToCopier) => {
  work = work
    .then(() => answer(message))
    .catch((error: unknown) => {
      post({ type: "failed", error: toWireError(error) });
      close();
    });
});
