/** The name suggested for an export: "qe-si-bands.aiida" → "qe-si-bands-selection.aiida". */
export function suggestedName(sourceName: string): string {
  const stem = sourceName.replace(/\.(aiida|zip|tar\.gz|tar)$/i, "").slice(0, 200);
  return `${stem === "" ? "archive" : stem}-selection.aiida`;
}
