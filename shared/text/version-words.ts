/**
 * How the version of a source is told to people: "main_0001", or "read as main_0001, the file is 0.7" when its contents are
 * shown as those of another version.
 */
export function versionWords({ version, readAs }: { version: string; readAs: string }): string {
  return version === readAs ? version : `read as ${readAs}, the file is ${version}`;
}
