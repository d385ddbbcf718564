import { type Term, type TermId, TERMS } from "./glossary-terms.ts";

export type { Term, TermId } from "./glossary-terms.ts";

/** A piece of a definition: plain text, or words that lead to another term. */
export type TermPart = string | { id: TermId; words: string };

const LINK = /\[\[([a-z-]+)(?:\|([^\]]+))?\]\]/g;

/** One word of the glossary by its id. */
export function termOf(id: TermId): Term {
  return TERMS[id];
}

/** All ids, in the order of the alphabet of their words. */
export function termIds(): TermId[] {
  const ids = Object.keys(TERMS) as TermId[];
  return ids.sort((a, b) => termOf(a).term.localeCompare(termOf(b).term, "en"));
}

/** A definition in pieces, in order. Joined, they read as the sentence. */
export function termParts(text: string): TermPart[] {
  const parts: TermPart[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    const id = match[1] as TermId; // a test looks that every link leads somewhere
    parts.push({ id, words: match[2] ?? termOf(id).term });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** A definition without links and marks, for tooltips and search. */
export function plainText(id: TermId): string {
  return termParts(termOf(id).text)
    .map((part) => (typeof part === "string" ? part : part.words))
    .join("")
    .replaceAll("`", "");
}

/**
 * The words that hold all of what is looked for, upper and lower case alike: those that begin with it first, then those
 * that contain it, go by it elsewhere ("edge" finds link), and whose definition has it; each in alphabetical order.
 * Nothing looked for finds all.
 */
export function findTerms(wanted: string): TermId[] {
  const text = wanted.trim().toLowerCase();
  if (text === "") return termIds();
  const rankOf = (id: TermId): number => {
    const { term, also = [] } = termOf(id);
    const name = term.toLowerCase();
    if (name.startsWith(text)) return 0;
    if (name.includes(text)) return 1;
    if (also.some((other) => other.toLowerCase().includes(text))) return 2;
    return plainText(id).toLowerCase().includes(text) ? 3 : 4;
  };
  return termIds()
    .map((id) => ({ id, rank: rankOf(id) }))
    .filter(({ rank }) => rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .map(({ id }) => id);
}

/** The glossary as the page `docs/glossary.md`. */
export function glossaryPage(): string {
  const entries = termIds().map((id) => {
    const { term, text, also } = termOf(id);
    const body = termParts(text)
      .map((part) => (typeof part === "string" ? part : `[${part.words}](#${anchorOf(part.id)})`))
      .join("");
    const others = also ? ` Not: ${also.join(", ")}.` : "";
    return `### ${term}\n${body}${others}\n`;
  });
  return `${PAGE_HEAD}\n${entries.join("\n")}`;
}

const PAGE_HEAD = `# Glossary

The words of AiiDA and of Stemma, as the window and these pages use them; after *Not* those that we avoid for them. In the
window: *Help → Glossary*. This page is made from \`shared/text/glossary-terms.ts\` and checked against it:
\`npm run test:unit -- shared/text/glossary.test.ts -u\` writes it anew.
`;

/** The anchor that a heading gets on a page of Markdown. */
function anchorOf(id: TermId): string {
  return termOf(id)
    .term.toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-");
}
