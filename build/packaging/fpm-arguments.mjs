/** fpm's options that electron-builder uses, and what each is called here; each takes one value. */
const OPTIONS = {
  "-s": "source",
  "-t": "type",
  "--architecture": "architecture",
  "--after-install": "afterInstall",
  "--after-remove": "afterRemove",
  "--description": "description",
  "--version": "version",
  "--package": "output",
  "--name": "name",
  "--maintainer": "maintainer",
  "--vendor": "vendor",
  "--url": "url",
  "--category": "category",
  "--license": "licence",
  "--iteration": "iteration",
  "--deb-priority": "priority",
  "--deb-compression": "compression",
  "--rpm-compression": "compression",
  "--rpm-summary": "summary",
  "--rpm-os": "os",
  "--log": "log",
};
const FLAGS = new Set(["--force", "--debug"]);
const LISTS = { "-d": "depends", "--deb-recommends": "recommends" };

/**
 * Read fpm's command line.
 * @returns The options by our names, `depends` and `recommends` as lists, and `files`: what lies where. A place that is
 *   given twice keeps its first file: those of the configuration stand before those that electron-builder makes itself.
 */
export function parseFpmArguments(words) {
  const request = { depends: [], recommends: [], files: new Map() };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (FLAGS.has(word)) continue;
    if (LISTS[word]) request[LISTS[word]].push(words[++at]);
    else if (OPTIONS[word]) request[OPTIONS[word]] = words[++at];
    else if (word.startsWith("-"))
      throw new Error(`electron-builder asks fpm for ${word}, which is not known here.`);
    else addFile(request.files, word);
  }
  return request;
}

function addFile(files, word) {
  const equals = word.lastIndexOf("=/");
  if (equals < 0) throw new Error(`electron-builder gives fpm "${word}", which names no place.`);
  const place = word.slice(equals + 1).replace(/\/$/, "");
  if (!files.has(place)) files.set(place, word.slice(0, equals));
}
