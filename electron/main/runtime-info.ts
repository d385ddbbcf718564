import manifest from "../../package.json" with { type: "json" };
import { programVersion } from "../ipc/program-version.ts";

/**
 * Version of Stemma, marked in a package that holds a stand-in runtime. Electron's own `app.getVersion` answers its own
 * version when started on a bare script.
 */
export function appVersion(): string {
  return programVersion();
}

/** The Electron that package.json declares. */
export function declaredElectron(): string {
  return manifest.devDependencies.electron;
}

/**
 * True when the app runs on the npm-shipped runtime that stands in where the declared Electron cannot be downloaded.
 * Shown in "About"; such a package is never a release.
 */
export function isFallbackRuntime(): boolean {
  return process.versions.electron !== declaredElectron();
}
