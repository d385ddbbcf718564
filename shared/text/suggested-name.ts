/** The name suggested for an export: "qe-si-bands.aiida" → "qe-si-bands-selection.aiida". */
export function suggestedName(sourceName: string): string {
  return `${stemOf(sourceName)}-selection.aiida`;
}

/** The name suggested for an archive in another version: "old.tar.gz" → "old-main_0001.aiida". */
export function suggestedVersionName(sourceName: string, version: string): string {
  return `${stemOf(sourceName)}-${version}.aiida`;
}

function stemOf(sourceName: string): string {
  const stem = sourceName.replace(/\.(aiida|zip|tar\.gz|tar)$/i, "").slice(0, 200);
  return stem === "" ? "archive" : stem;
}
