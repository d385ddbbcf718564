// Loaded before the command: whatever reaches for the network, starts a program or writes outside the folders it was
// given is written down (STEMMA_TRIPWIRE_LOG), and the test fails for it.
const fs = require("node:fs");
const path = require("node:path");
const { syncBuiltinESMExports } = require("node:module");

const log = process.env.STEMMA_TRIPWIRE_LOG;
const allowed = (process.env.STEMMA_TRIPWIRE_FOLDERS ?? "")
  .split(path.delimiter)
  .map((folder) => path.resolve(folder));
const append = fs.appendFileSync;
const note = (what) => append(log, `${what}\n`);

function watch(module, names, what) {
  for (const name of names) {
    const original = module[name];
    if (typeof original !== "function") continue;
    module[name] = function watched(...args) {
      note(`${what}: ${name}(${String(args[0]).slice(0, 200)})`);
      return Reflect.apply(original, this, args);
    };
  }
}

function isAllowed(file) {
  if (typeof file === "number") return true; // opened before, so looked at then
  const absolute = path.resolve(String(file));
  return allowed.some((folder) => absolute === folder || absolute.startsWith(folder + path.sep));
}

function watchWrites(module, names, isWriting, which = 0) {
  for (const name of names) {
    const original = module[name];
    if (typeof original !== "function") continue;
    module[name] = function watched(...args) {
      if (isWriting(args) && !isAllowed(args[which]))
        note(`write outside: ${name}(${String(args[which]).slice(0, 200)})`);
      return Reflect.apply(original, this, args);
    };
  }
}

const net = require("node:net");
watch(net.Socket.prototype, ["connect"], "network");
watch(net, ["connect", "createConnection", "createServer"], "network");
watch(require("node:dns"), ["lookup", "resolve", "resolve4", "resolve6"], "network");
watch(require("node:dgram"), ["createSocket"], "network");
watch(
  require("node:child_process"),
  ["spawn", "exec", "execFile", "fork", "spawnSync", "execSync", "execFileSync"],
  "program",
);
watch(require("node:vm"), ["runInThisContext", "runInNewContext", "runInContext"], "code");

const { O_WRONLY, O_RDWR } = fs.constants;
const opensForWriting = ([, flags]) =>
  typeof flags === "number" ? (flags & (O_WRONLY | O_RDWR)) !== 0 : /[wa+]/.test(String(flags ?? "r"));
const always = () => true;
const writers = [
  "writeFile",
  "appendFile",
  "mkdir",
  "mkdtemp",
  "rm",
  "rmdir",
  "unlink",
  "truncate",
  "utimes",
  "chmod",
];
const movers = ["rename", "copyFile", "symlink", "link"];
const bothWays = (names) => names.flatMap((name) => [name, `${name}Sync`]);
for (const module of [fs, fs.promises]) {
  watchWrites(module, bothWays(["open"]), opensForWriting);
  watchWrites(module, bothWays(writers), always);
  watchWrites(module, bothWays(movers), always, 1);
}
syncBuiltinESMExports();
