import { fileOfNode, sizeOfFile } from "../../content/repository-files.ts";
import { resolveEntity } from "../../db/queries/resolve.ts";
import type { Verb } from "../verb.ts";
import { withSource } from "../with-source.ts";

/** Up to this size nothing is printed before all of it passed its checks (`docs/command.md`, "cat"). */
const WHOLE_FILE_BYTES = 64 * 1024 * 1024;

/** `stemma cat`: the bytes of one file of a node. */
export const catVerb: Verb = {
  name: "cat",
  summary: 'Print one file of a node to stdout. PATH is as "stemma show" lists it.',
  positionals: ["SOURCE", "NODE", "PATH"],
  readsSource: true,
  options: [],
  async run(args, io) {
    const [sourcePath, node, path] = args.positionals as [string, string, string]; // three, as asked for above
    await withSource(sourcePath, io, async (source) => {
      const { id } = resolveEntity(source.db, "node", node);
      const file = fileOfNode(source, id, path);
      const size = sizeOfFile(source.objects, file);
      if (size <= WHOLE_FILE_BYTES) await io.write(source.objects.read(file.key));
      else for await (const chunk of source.objects.stream(file.key)) await io.write(chunk);
    });
    return 0;
  },
};
