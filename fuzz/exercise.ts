import fs from "node:fs";
import path from "node:path";
import { verbNames } from "../electron/cli/cli.ts";
import type { Findings } from "./findings.ts";
import { runEngine, spread } from "./run-engine.ts";
import { runBytes, runJson, runText } from "./run-verb.ts";

interface Row {
  pk: number;
  uuid: string;
}

/**
 * Do to a source all that the window and the command can do: open, count, list, show, read files, walk, export, verify and
 * migrate. Returns the code that refused it, null when it opened.
 */
export async function exercise(
  findings: Findings,
  file: string,
  outFolder: string,
  say: (step: string) => void,
): Promise<string | null> {
  const verb = (words: string[], known?: number[]) => {
    say(`stemma ${words[0]}`);
    return runJson(findings, words, known);
  };
  const info = await verb(["info", file, "--detailed"]);
  say("stemma info, text");
  await runText(findings, ["info", file, "--detailed"]);
  const engineCode = await runEngine(findings, file, outFolder, say);
  if (info.status === 0) await readAll(findings, file, outFolder, verb);
  else await readPart(file, verb);
  // One may open what the other refuses only where the refusal comes late: the verb reads more than opening does.
  if (engineCode !== null && info.status === 0)
    findings.add("engine", `refuses with ${engineCode} what the command opens`);
  if (verbNames().includes("verify")) await verb(["verify", file]);
  if (verbNames().includes("migrate")) {
    const migrated = path.join(outFolder, "migrated.aiida");
    const { code } = await verb(["migrate", file, migrated]);
    // One that has the version already is copied as it is, and what is damaged stays so.
    if (code === null && info.code === null)
      await opensAgain(findings, migrated, "the migrated archive", verb);
  }
  return info.code;
}

type RunVerb = (words: string[], known?: number[]) => ReturnType<typeof runJson>;

/** Open what is readable of a damaged source. */
async function readPart(file: string, verb: RunVerb): Promise<void> {
  const { status } = await verb(["info", file, "--detailed", "--readable"]);
  if (status !== 0) return;
  const { value } = await verb(["nodes", file, "--limit", "0", "--readable"]);
  for (const { pk } of spread((value as { rows?: Row[] } | null)?.rows ?? [], 3))
    await verb(["show", file, String(pk), "--readable"]);
  await verb(["traverse", file, "--all", "--count", "--readable"]);
}

async function readAll(findings: Findings, file: string, outFolder: string, verb: RunVerb): Promise<void> {
  const { value } = await verb(["nodes", file, "--limit", "0"]);
  const rows = spread((value as { rows?: Row[] } | null)?.rows ?? [], 4);
  for (const { pk } of rows) {
    const shown = await verb(["show", file, String(pk)]);
    await runText(findings, ["show", file, String(pk)]);
    const files = (shown.value as { files?: { path: string }[] } | null)?.files ?? [];
    for (const { path: name } of files.slice(0, 2)) await runBytes(findings, ["cat", file, String(pk), name]);
  }
  await verb(["traverse", file, "--all"]);
  const first = rows[0];
  if (first) await verb(["traverse", file, "--nodes", String(first.pk), "--count"]);
  const target = path.join(outFolder, "exported.aiida");
  const exported = await verb(["export", file, target, "--all", "--include-authinfos"]);
  if (exported.status !== 0) {
    if (fs.existsSync(target)) findings.add("stemma export", "refused, and left a file");
    return;
  }
  const counts = await opensAgain(findings, target, "the export", verb);
  const told = (exported.value as { counts: Record<string, number> }).counts;
  for (const key of ["nodes", "links", "groups", "computers", "users"])
    if (counts && counts[key] !== told[key])
      findings.add("stemma export", `says ${told[key]} ${key}, wrote ${counts[key]}`);
}

/** What we write is an archive that we read. */
async function opensAgain(
  findings: Findings,
  file: string,
  what: string,
  verb: RunVerb,
): Promise<Record<string, number> | null> {
  const { value, code } = await verb(["info", file, "--detailed"]);
  if (code === null) return (value as { counts: Record<string, number> }).counts;
  findings.add(what, `is refused with ${code}`);
  return null;
}
