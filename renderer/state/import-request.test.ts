import { beforeEach, expect, test } from "vitest";
import {
  askImport,
  dropFromImport,
  importLookedAt,
  untilLookedAt,
  useImportRequest,
} from "./import-request.ts";

const file = (token: string) => ({ token, name: `${token}.aiida`, shownPath: `/${token}.aiida` });
const ask = (sourceId: string, ...tokens: string[]) =>
  askImport({ sourceId, files: tokens.map(file), chosen: {} });

beforeEach(() => askImport(null));

/** Whether what waits for a library may go on. */
async function mayGoOn(sourceId: string): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, 0, false));
  return Promise.race([untilLookedAt(sourceId).then(() => true), late]);
}

test("what lies behind the dialog waits until the dialog has its answers, and no longer", async () => {
  expect(await mayGoOn("library")).toBe(true);
  ask("library", "a");
  expect(await mayGoOn("library")).toBe(false);
  expect(await mayGoOn("another")).toBe(true);
  const going = untilLookedAt("library");
  importLookedAt();
  await going;
  ask("library", "b"); // joins the first: what is behind goes on
  expect(useImportRequest.getState().request?.files).toHaveLength(2);
  expect(await mayGoOn("library")).toBe(true);
});

test("closing the dialog, or taking its last file out, lets the library go on; the next dialog waits anew", async () => {
  ask("library", "a");
  const closed = untilLookedAt("library");
  askImport(null);
  await closed;
  ask("library", "a");
  expect(await mayGoOn("library")).toBe(false);
  const emptied = untilLookedAt("library");
  dropFromImport("a");
  await emptied;
});
