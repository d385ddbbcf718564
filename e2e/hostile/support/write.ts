import fs from "node:fs";
import path from "node:path";
import type { HostileCase } from "./hostile-case.ts";

/** The `make` of a case that is one file of bytes. */
export function file(bytes: () => Buffer | string, name = "hostile.aiida"): HostileCase["make"] {
  return (folder) => {
    const target = path.join(folder, name);
    fs.writeFileSync(target, bytes());
    return target;
  };
}
