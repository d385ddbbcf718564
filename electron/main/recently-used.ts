/**
 * The list of recent files that Linux desktops share, as text: `recently-used.xbel` of the Desktop Bookmark
 * Specification. Entries of other programs stay byte for byte; what does not look like such a list is not touched.
 */

const APPLICATION = "Stemma";
const MIME_TYPE = "application/x-aiida";
/** `%u` stands for the file; the command is the one that the package installs. */
const COMMAND = "&apos;stemma %u&apos;";

const EMPTY = `<?xml version="1.0" encoding="UTF-8"?>
<xbel version="1.0"
      xmlns:bookmark="http://www.freedesktop.org/standards/desktop-bookmarks"
      xmlns:mime="http://www.freedesktop.org/standards/shared-mime-info"
>
</xbel>
`;

const ENTRY = /[ \t]*<bookmark\s[^>]*>[\s\S]*?<\/bookmark>[ \t]*\n?/g;
const OUR_APPLICATION = /[ \t]*<bookmark:application\s[^>]*name="Stemma"[^>]*\/>[ \t]*\n?/;
const ANY_APPLICATION = /<bookmark:application\s/;

/** The list with these files opened by us at that time. Null: it is no such list. `text` null: there is none yet. */
export function withEntries(text: string | null, urls: readonly string[], now: Date): string | null {
  const list = text ?? EMPTY;
  if (!isList(list)) return null;
  return urls.reduce((known, url) => withEntry(known, url, now.toISOString()), list);
}

/** The list without what we entered. An entry that other programs share stays with theirs. Null: it is no such list. */
export function withoutEntries(text: string | null, urls: readonly string[]): string | null {
  if (text === null || !isList(text)) return null;
  const hrefs = new Set(urls.map(escaped));
  return text.replace(ENTRY, (entry) => {
    if (!hrefs.has(hrefOf(entry)) || !OUR_APPLICATION.test(entry)) return entry;
    const rest = entry.replace(OUR_APPLICATION, "");
    return ANY_APPLICATION.test(rest) ? rest : "";
  });
}

function withEntry(list: string, url: string, time: string): string {
  const href = escaped(url);
  let isKnown = false;
  const changed = list.replace(ENTRY, (entry) => {
    if (isKnown || hrefOf(entry) !== href) return entry;
    isKnown = true;
    return refreshed(entry, time);
  });
  if (isKnown) return changed;
  const end = list.lastIndexOf("</xbel>");
  return list.slice(0, end) + freshEntry(href, time) + list.slice(end);
}

/** An entry that was there already: opened again by us, whatever other programs say of it. */
function refreshed(entry: string, time: string): string {
  const count = Number(/name="Stemma"[^>]*\scount="(\d{1,9})"/.exec(entry)?.[1] ?? 0) + 1;
  const dated = entry.replace(/<bookmark\s[^>]*>/, (tag) =>
    tag.replace(/\s(modified|visited)="[^"]*"/g, (_all, name: string) => ` ${name}="${time}"`),
  );
  const ours = application(time, count);
  if (OUR_APPLICATION.test(dated)) return dated.replace(OUR_APPLICATION, () => ours);
  return dated.replace(/[ \t]*<\/bookmark:applications>/, (tag) => ours + tag);
}

function freshEntry(href: string, time: string): string {
  return `  <bookmark href="${href}" added="${time}" modified="${time}" visited="${time}">
    <info>
      <metadata owner="http://freedesktop.org">
        <mime:mime-type type="${MIME_TYPE}"/>
        <bookmark:applications>
${application(time, 1)}        </bookmark:applications>
      </metadata>
    </info>
  </bookmark>
`;
}

function application(time: string, count: number): string {
  return `          <bookmark:application name="${APPLICATION}" exec="${COMMAND}" modified="${time}" count="${count}"/>\n`;
}

/** Anything with a document type or comments could hide what the patterns above take for an entry. */
function isList(text: string): boolean {
  return (
    /^\s*(<\?xml[^>]*\?>\s*)?<xbel[\s>]/.test(text) &&
    /<\/xbel>\s*$/.test(text) &&
    !/<!(DOCTYPE|ENTITY|--|\[CDATA)/.test(text) &&
    text.includes('xmlns:bookmark="http://www.freedesktop.org/standards/desktop-bookmarks"') &&
    text.includes('xmlns:mime="http://www.freedesktop.org/standards/shared-mime-info"')
  );
}

function hrefOf(entry: string): string {
  return /\shref="([^"]*)"/.exec(entry)?.[1] ?? "";
}

function escaped(url: string): string {
  return url
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
