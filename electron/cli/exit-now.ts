import { WASI } from "node:wasi";

/** What the language library of Node leaves out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (program: object, imports: object) => object;
};

/** The name of WASI's functions, and of the one that ends the process. */
const IMPORT_MODULE = "wasi_snapshot_preview1";
const IMPORT_FUNCTION = "proc_exit";

/**
 * End the whole process with a status, from any of its threads and whatever the others do: `process.exit` of a worker ends
 * the worker only, and of the main thread waits for them all, also for one that is deep in SQLite. WASI's `proc_exit` with
 * `returnOnExit: false` is documented to end the process; this runs a program of one instruction that calls it. Nothing is
 * written out first, and no exit handler of JavaScript runs.
 */
export function exitNow(status: number): never {
  try {
    const wasi = new WASI({ version: "preview1", returnOnExit: false });
    wasi.start(new WebAssembly.Instance(exitingProgram(status), { [IMPORT_MODULE]: wasi.wasiImport }));
  } catch {
    // No WASI here. A status of our own cannot be had then, an end can.
  }
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}

/** `(import … (func (param i32))) (memory (export "memory") 1) (func (export "_start") (call 0 (i32.const status)))` */
function exitingProgram(status: number): object {
  const text = (name: string) => [name.length, ...Buffer.from(name)];
  const section = (id: number, bytes: number[]) => [id, bytes.length, ...bytes];
  const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return new WebAssembly.Module(
    Uint8Array.from([
      ...magicAndVersion,
      ...section(1, [2, 0x60, 1, 0x7f, 0, 0x60, 0, 0]), // types: i32 → nothing, nothing → nothing
      ...section(2, [1, ...text(IMPORT_MODULE), ...text(IMPORT_FUNCTION), 0, 0]),
      ...section(3, [1, 1]), // one function, of the second type
      ...section(5, [1, 0, 1]), // one memory, which WASI asks for
      ...section(7, [2, ...text("memory"), 2, 0, ...text("_start"), 0, 1]),
      ...section(10, [1, 6, 0, 0x41, status & 0x3f, 0x10, 0, 0x0b]), // i32.const status, call 0, end
    ]),
  );
}
