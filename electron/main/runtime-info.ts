import manifest from "../../package.json" with { type: "json" };

/** Version of Stemma. Electron's own `app.getVersion` answers its own version when started on a bare script. */
export function appVersion(): string {
  return manifest.version;
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
