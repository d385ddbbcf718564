// node bench/generate.mjs --nodes N --out FILE [--seed N]: write an archive of N nodes, the same every time.
import { runBundled } from "./support/bundle.mjs";

process.exitCode = await runBundled("generator/main.ts", process.argv.slice(2));
