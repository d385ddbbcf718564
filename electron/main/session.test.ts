import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readSession, SessionStore } from "./session.ts";
import type { Session } from "./session-schema.ts";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-session-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const file = () => path.join(folder, "session.json");

function sessionOf(...paths: string[]): Session {
  const tabs = paths.map((one) => ({ path: one, stamp: null, isReadable: false, view: null }));
  return { version: 1, windows: [{ place: null, isFullScreen: false, tabs, active: 0 }] };
}

test("what is open is written soon after a change, for its owner's eyes, and read at the next start", async () => {
  let open = sessionOf("/a.aiida");
  const store = new SessionStore(folder, () => open);
  store.changed();
  open = sessionOf("/a.aiida", "/b.aiida");
  await vi.waitFor(() => expect(readSession(folder)).toEqual(open), 3000);
  expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(folder)).toEqual(["session.json"]);
});

test("while the app ends, windows that close are still part of it; a person who stays goes on", async () => {
  let open = sessionOf("/a.aiida");
  const store = new SessionStore(folder, () => open);
  store.freeze();
  open = sessionOf();
  store.changed();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(readSession(folder)).toEqual(sessionOf("/a.aiida"));
  store.thaw();
  await vi.waitFor(() => expect(readSession(folder)).toEqual(sessionOf()), 3000);
});

test("when nothing is to be kept, what was kept goes", () => {
  fs.writeFileSync(file(), JSON.stringify(sessionOf("/a.aiida")));
  new SessionStore(folder, () => null).freeze();
  expect(fs.existsSync(file())).toBe(false);
});

test("a damaged file is none, a damaged view costs only the view", () => {
  for (const odd of ["", "{", "[]", '{"version":2,"windows":[]}', '{"version":1,"windows":[{}]}']) {
    fs.writeFileSync(file(), odd);
    expect(readSession(folder)).toBeNull();
  }
  const session = sessionOf("/a.aiida");
  Object.assign(session.windows[0]!.tabs[0]!, { view: { mode: "sideways" } });
  Object.assign(session.windows[0]!, { place: { x: "left" } });
  fs.writeFileSync(file(), JSON.stringify(session));
  expect(readSession(folder)).toEqual(sessionOf("/a.aiida"));
});
