import fc from "fast-check";
import { expect, test } from "vitest";
import { LINK_RULES } from "../../../shared/model/link-rules.ts";
import { IMPORT_ORDER, KnownLinks } from "./link-rules.ts";

const small = fc.integer({ min: 1, max: 4 });

test("a link is the same, contradicts another, or is new, as a look at all others says", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...IMPORT_ORDER),
      fc.array(fc.tuple(small, small, small), { maxLength: 25 }),
      (type, links) => {
        const known = new KnownLinks(type);
        const taken: [number, number, number][] = [];
        for (const [source, target, label] of links) {
          const isSame = taken.some(([s, t, l]) => s === source && t === target && l === label);
          const contradiction = LINK_RULES[type].once.find((key) =>
            taken.some(([s, t, l]) =>
              key === "source and label"
                ? s === source && l === label
                : key === "target"
                  ? t === target
                  : t === target && l === label,
            ),
          );
          const found = known.find(source, target, label);
          expect(found).toBe(isSame ? "same" : (contradiction ?? null));
          if (found !== null) continue;
          known.add(source, target, label);
          taken.push([source, target, label]);
        }
      },
    ),
  );
});
