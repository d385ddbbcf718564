import manifest from "../../package.json" with { type: "json" };

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
