import path from "node:path";
import { escapeLine } from "../../../shared/text/escape.ts";
import { createStore } from "../../library/create-store.ts";
import { libraryFolder } from "../../library/library-place.ts";
import { usage } from "../arguments.ts";
import type { Verb } from "../verb.ts";

/** `stemma store`: where the library is, and what can be done with it as a whole. */
export const storeVerb: Verb = {
  name: "store",
  summary:
    "path: where the library is; init: make an empty one; info and verify: as those verbs, of the library",
  positionals: ["path|init|info|verify", "[DIR]"],
  options: [
    { kind: "flag", name: "detailed", help: "with info: types, states, groups, computers, users, sizes" },
  ],
  async run(args, io) {
    const [action = "", given] = args.positionals;
    const folder = path.resolve(given ?? libraryFolder());
    switch (action) {
      case "path":
        if (io.json) await io.printJson({ path: folder });
        else await io.write(`${escapeLine(folder)}\n`);
        return 0;
      case "init": {
        const created = createStore(folder);
        if (io.json) await io.printJson({ path: folder, created });
        else
          await io.write(
            `${created ? "Made an empty store" : "There is a store already"}: ${escapeLine(folder)}\n`,
          );
        return 0;
      }
      case "info": {
        const { infoVerb } = await import("./info.ts");
        return infoVerb.run({ ...args, positionals: [folder] }, io);
      }
      case "verify": {
        const { verifyVerb } = await import("./verify.ts");
        return verifyVerb.run({ ...args, positionals: [folder] }, io);
      }
      default:
        throw usage(`"stemma store" takes path, init, info or verify, not "${action}".`);
    }
  },
};
