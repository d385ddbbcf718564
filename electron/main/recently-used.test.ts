import { expect, test } from "vitest";
import { withEntries, withoutEntries } from "./recently-used.ts";

const NOW = new Date("2026-03-03T10:00:00Z");
const LATER = new Date("2026-03-04T10:00:00Z");
const URL = "file:///data/a%20b/s%C3%AFlicon%20&%20co.aiida";

const FOREIGN = `<?xml version="1.0" encoding="UTF-8"?>
<xbel version="1.0"
      xmlns:bookmark="http://www.freedesktop.org/standards/desktop-bookmarks"
      xmlns:mime="http://www.freedesktop.org/standards/shared-mime-info"
>
  <bookmark href="file:///home/ada/paper.pdf" added="2026-01-01T00:00:00Z" modified="2026-01-01T00:00:00Z" visited="2026-01-01T00:00:00Z">
    <info>
      <metadata owner="http://freedesktop.org">
        <mime:mime-type type="application/pdf"/>
        <bookmark:applications>
          <bookmark:application name="Evince" exec="&apos;evince %u&apos;" modified="2026-01-01T00:00:00Z" count="3"/>
        </bookmark:applications>
      </metadata>
    </info>
  </bookmark>
</xbel>
`;

test("a file is entered with its type and our name, and what others wrote stays as it is", () => {
  const list = withEntries(FOREIGN, [URL], NOW) ?? "";
  expect(list.startsWith(FOREIGN.slice(0, FOREIGN.indexOf("</xbel>")))).toBe(true);
  expect(list).toContain('href="file:///data/a%20b/s%C3%AFlicon%20&amp;%20co.aiida"');
  expect(list).toContain('<mime:mime-type type="application/x-aiida"/>');
  expect(list.trimEnd().endsWith("</xbel>")).toBe(true);
  expect(withoutEntries(list, [URL])).toBe(FOREIGN);
});

test("a file opened again is counted, not entered twice", () => {
  const once = withEntries(null, [URL], NOW);
  const twice = withEntries(once, [URL], LATER) ?? "";
  expect(twice.match(/<bookmark /g)).toHaveLength(1);
  expect(twice).toContain('count="2"');
  expect(twice).toContain('added="2026-03-03T10:00:00.000Z" modified="2026-03-04T10:00:00.000Z"');
});

test("an entry of another program is shared, and given back when ours is forgotten", () => {
  const shared = withEntries(FOREIGN, ["file:///home/ada/paper.pdf"], NOW) ?? "";
  expect(shared).toContain('name="Evince"');
  expect(shared).toContain('name="Stemma"');
  const left = withoutEntries(shared, ["file:///home/ada/paper.pdf"]) ?? "";
  expect(left).toContain('name="Evince"');
  expect(left).not.toContain("Stemma");
});

test("what is no such list is not touched", () => {
  for (const odd of [
    "",
    "garbage",
    FOREIGN.replace("</xbel>", ""),
    `<!DOCTYPE x>${FOREIGN}`,
    "<html></html>",
  ]) {
    expect(withEntries(odd, [URL], NOW)).toBeNull();
    expect(withoutEntries(odd, [URL])).toBeNull();
  }
  expect(withEntries(FOREIGN.replace("<info>", "<!-- <bookmark --><info>"), [URL], NOW)).toBeNull();
});
