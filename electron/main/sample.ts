import path from "node:path";
import { app } from "electron";

/** The bundled sample: real silicon band structure calculations. In a package it lies beside the app's archive. */
export function samplePath(): string {
  const folder = app.isPackaged ? process.resourcesPath : path.join(import.meta.dirname, "../../build");
  return path.join(folder, "sample/qe-si-bands.aiida");
}
