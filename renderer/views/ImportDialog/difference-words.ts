import { countOf } from "../../components/number-text.ts";
import { className } from "../../../shared/model/node.ts";
import type { Difference } from "./import-calls.ts";

/** A difference in words: what it is about, and what of it is not the same. */
export function differenceWords(difference: Difference): { title: string; uuid: string; parts: string[] } {
  const { uuid } = difference;
  switch (difference.kind) {
    case "node": {
      const { nodeType, label, stays, extras } = difference;
      const parts = stays.map(({ field, keys, library, file }) =>
        field === "attributes"
          ? `attributes: ${keys.join(", ")}. The library’s stay.`
          : field === "files"
            ? "files: not the same. The library’s stay."
            : `${field}: “${library}” stays; in the file “${file}”.`,
      );
      if (extras) {
        if (extras.come.length > 0) parts.push(`extras only in the file: ${extras.come.join(", ")}`);
        if (extras.change.length > 0) parts.push(`extras with another value: ${extras.change.join(", ")}`);
        if (extras.go.length > 0) parts.push(`extras only in the library: ${extras.go.join(", ")}`);
      }
      return { title: label === "" ? className(nodeType) : `${className(nodeType)} “${label}”`, uuid, parts };
    }
    case "comment": {
      const { newer, library, file } = difference;
      const when =
        newer === "same"
          ? "of the same time in both"
          : `newer in the ${newer === "file" ? "file" : "library"}`;
      return { title: "Comment", uuid, parts: [when, `library: “${library}”`, `file: “${file}”`] };
    }
    case "computer":
      return {
        title: `Computer “${difference.library}”`,
        uuid,
        parts: [`is called “${difference.file}” in the file; its label stays.`],
      };
    case "group": {
      const { library, file, onlyInFile, onlyInLibrary } = difference;
      const parts: string[] = [];
      if (library !== file) parts.push(`is called “${file}” in the file; its label stays.`);
      if (onlyInFile > 0)
        parts.push(`${countOf(onlyInFile, "node")} only in the file’s group; they do not join it.`);
      if (onlyInLibrary > 0)
        parts.push(`${countOf(onlyInLibrary, "node")} only in the library’s group; they stay.`);
      return { title: `Group “${library}”`, uuid, parts };
    }
  }
}
