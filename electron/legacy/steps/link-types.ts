import { isBefore, type LegacyVersion } from "../legacy-version.ts";

/** A link of `links_uuid`, its ends known by their types. */
export interface LegacyLink {
  label: string;
  /** Null before 0.3, where links had no type. */
  type: string | null;
}

/** The types of a link's ends, as the file has them and as they are today; before 0.4 the two differ. */
export interface LinkEnds {
  oldSource: string;
  oldTarget: string;
  newTarget: string;
}

/**
 * A link as it is today, or null for one that the redesign of 0.4 forbade: calculations calling or returning, workflows
 * creating.
 * @param ends Only needed before 0.4.
 */
export function convertLink(
  link: LegacyLink,
  ends: LinkEnds | null,
  version: LegacyVersion,
): LegacyLink | null {
  let { type, label } = link;
  if (ends !== null && isBefore(version, "0.4")) {
    if (isBefore(version, "0.3")) type = inferLinkType(ends);
    if (type !== null && isForbidden(type, ends.oldSource)) return null;
    if (type !== null) type = renameLinkType(type, ends.newTarget);
  }
  if (isBefore(version, "0.8") && label === "_return") label = "result";
  return { type, label };
}

/** 0.2 to 0.3 (AiiDA 1.6's `v02_to_v03.py`): the type follows from what the link connects. */
export function inferLinkType({ oldSource, oldTarget }: LinkEnds): string {
  const source = classOf(oldSource);
  const target = classOf(oldTarget);
  const isToProcess = target === "calculation" || target === "work";
  if ((source === "code" || source === "data") && isToProcess) return "inputlink";
  if (source === "calculation" && target === "data") return "createlink";
  if (source === "work" && target === "data") return "returnlink";
  if (source === "work" && isToProcess) return "calllink";
  return "unspecified";
}

function classOf(type: string): "calculation" | "code" | "data" | "work" | null {
  if (isJobOrInline(type)) return "calculation";
  if (type.startsWith("code.Code")) return "code";
  if (type.startsWith("data.")) return "data";
  return type.startsWith("calculation.work.") ? "work" : null;
}

const isJobOrInline = (type: string) =>
  type.startsWith("calculation.job.") || type.startsWith("calculation.inline.");

/** 0.3 to 0.4 (`v03_to_v04.py`, provenance redesign): links that may no longer leave their source. */
function isForbidden(type: string, oldSource: string): boolean {
  if (type === "calllink" || type === "returnlink") return isJobOrInline(oldSource);
  const isWork = oldSource.startsWith("calculation.function") || oldSource.startsWith("calculation.work");
  return type === "createlink" && isWork;
}

function renameLinkType(type: string, newTarget: string): string {
  const target = newTarget.startsWith("process.calculation")
    ? "calc"
    : newTarget.startsWith("process.workflow")
      ? "work"
      : null;
  if (type === "createlink") return "create";
  if (type === "returnlink") return "return";
  if (type === "inputlink" && target !== null) return `input_${target}`;
  if (type === "calllink" && target !== null) return `call_${target}`;
  return type;
}
