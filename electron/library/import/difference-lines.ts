import { csvCell } from "../../../shared/text/escape.ts";
import type { Difference } from "./differences.ts";

/** The heading of the table of differences. */
export const DIFFERENCES_HEAD = "what,uuid,type,label,differs,library,file\r\n";

/** A difference as lines of a CSV table, one for each thing that differs. */
export function differenceLines(difference: Difference): string[] {
  switch (difference.kind) {
    case "node": {
      const { uuid, nodeType, label, stays, extras } = difference;
      const of = (differs: string, library: string, file: string) =>
        line("node", uuid, nodeType, label, differs, library, file);
      const lines = stays.map(({ field, keys, library, file }) =>
        keys.length > 0 ? of(field, keys.join(" "), "") : of(field, library ?? "", file ?? ""),
      );
      if (!extras) return lines;
      for (const [way, keys] of Object.entries(extras) as [keyof typeof extras, string[]][]) {
        const inBoth = way === "change" ? keys : [];
        if (keys.length === 0) continue;
        const ours = way === "go" ? keys : inBoth;
        const theirs = way === "come" ? keys : inBoth;
        lines.push(of("extras", ours.join(" "), theirs.join(" ")));
      }
      return lines;
    }
    case "comment":
      return [
        line(
          "comment",
          difference.uuid,
          "",
          "",
          `newer: ${difference.newer}`,
          difference.library,
          difference.file,
        ),
      ];
    case "computer":
      return [line("computer", difference.uuid, "", "", "label", difference.library, difference.file)];
    case "group": {
      const { uuid, library, file, onlyInFile, onlyInLibrary } = difference;
      const lines = library === file ? [] : [line("group", uuid, "", library, "label", library, file)];
      if (onlyInFile + onlyInLibrary > 0)
        lines.push(line("group", uuid, "", library, "nodes only there", onlyInLibrary, onlyInFile));
      return lines;
    }
  }
}

function line(...cells: (string | number)[]): string {
  return `${cells.map((cell) => csvCell(cell)).join(",")}\r\n`;
}
