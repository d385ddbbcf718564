#!/usr/bin/env node
// Stands in for fpm, which electron-builder calls to make a .deb or .rpm and would download from GitHub. It reads the
// arguments that electron-builder gives, lays the files out as they are to lie on the disk, and lets the system's own
// tool pack them: dpkg-deb or rpmbuild.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildDeb } from "./deb.mjs";
import { parseFpmArguments } from "./fpm-arguments.mjs";
import { buildRpm } from "./rpm.mjs";
import { layOut } from "./lay-out.mjs";

const BUILDERS = { deb: buildDeb, rpm: buildRpm };

const request = parseFpmArguments(process.argv.slice(2));
const build = BUILDERS[request.type];
if (!build) throw new Error(`Only deb and rpm are made here, not ${request.type}.`);

const work = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-package-"));
try {
  const tree = path.join(work, "tree");
  layOut(request.files, tree);
  // electron-builder puts it there for a script of its own; here Chromium has its set-UID helper instead.
  fs.rmSync(path.join(tree, "opt/Stemma/resources/apparmor-profile"), { force: true });
  build(request, tree, work);
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
