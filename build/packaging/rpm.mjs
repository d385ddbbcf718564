import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** electron-builder's words for ways of packing, in rpmbuild's. gzip is the quick one, for tests. */
const PAYLOADS = { gzip: "w1.gzdio", xzmt: "w6T0.xzdio" };

/** electron-builder's words for processors, in rpm's where they differ. */
const PROCESSORS = { amd64: "x86_64", arm64: "aarch64" };

/** Pack the tree as an .rpm. Dependencies are those given: rpm would list Electron's own libraries as needed. */
export function buildRpm(request, tree, work) {
  const spec = path.join(work, "package.spec");
  fs.writeFileSync(spec, specFile(request));
  const define = (name, value) => ["--define", `${name} ${value}`];
  execFileSync(
    "rpmbuild",
    [
      "-bb",
      "--quiet",
      "--buildroot",
      tree,
      "--target",
      `${PROCESSORS[request.architecture] ?? request.architecture}-linux`,
      ...define("_topdir", path.join(work, "rpmbuild")),
      ...define("_rpmdir", path.join(work, "rpms")),
      ...define("_rpmfilename", "package.rpm"),
      spec,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  fs.copyFileSync(path.join(work, "rpms/package.rpm"), request.output);
}

function specFile(request) {
  const payload = PAYLOADS[request.compression];
  if (!payload) throw new Error(`rpmbuild packs gzip or xz here, not ${request.compression}.`);
  const [summary] = (request.summary ?? request.description).split("\n");
  return `%global __os_install_post %{nil}
%global debug_package %{nil}
%define _build_id_links none
%define _binary_payload ${payload}
Name: ${request.name}
Version: ${request.version}
Release: ${request.iteration ?? "1"}
Summary: ${summary.trim()}
License: ${request.licence ?? "MIT"}
Vendor: ${request.vendor ?? request.maintainer}
AutoReqProv: no
${request.depends.map((name) => `Requires: ${name}`).join("\n")}
%description
${request.description.trim()}
%post -p /bin/sh
${script(request.afterInstall)}
%postun -p /bin/sh
${script(request.afterRemove)}
%files
${ownedPlaces(request.files).join("\n")}
`;
}

function script(file) {
  return file ? fs.readFileSync(file, "utf8").replace(/^#!.*\n/, "") : "";
}

/** What the package owns: a folder of ours with all that is in it, of the system's folders only our files. */
function ownedPlaces(files) {
  return [...files.keys()].map((place) => `%attr(-, root, root) "${place}"`);
}
