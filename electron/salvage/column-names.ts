/** A word, a quoted name in one of SQLite's four manners, a comment, or one other character. */
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*'|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\S/g;

/** What may begin a constraint of the table behind its columns. */
const CONSTRAINTS = new Set(["constraint", "primary", "unique", "check", "foreign"]);
const LONGEST_STATEMENT = 100_000;

/**
 * The names of a table's columns, lower case and in their order, from the statement that made it. The statement is a
 * stranger's and is only looked at, never run. Null when it is none for a plain table with stored columns.
 */
export function columnNames(statement: string): string[] | null {
  if (statement.length > LONGEST_STATEMENT) return null;
  const tokens = (statement.match(TOKENS) ?? []).filter((token) => !/^(?:--|\/\*)/.test(token));
  const words = tokens.map((token) => token.toLowerCase());
  const open = words.indexOf("(");
  if (words[0] !== "create" || words[1] !== "table" || open < 0) return null;
  const names: string[] = [];
  let depth = 1;
  let isFirst = true;
  for (let i = open + 1; i < words.length && depth > 0; i++) {
    const word = words[i]!;
    if (depth === 1 && isFirst) {
      if (CONSTRAINTS.has(word)) break;
      names.push(unquoted(word));
      isFirst = false;
    } else if (word === "(") depth++;
    else if (word === ")") depth--;
    else if (word === "," && depth === 1) isFirst = true;
    else if (word === "generated" || (word === "as" && depth === 1)) return null;
  }
  // Without row ids the rows lie in another kind of tree.
  const isWithoutRowId = words.at(-2) === "without" && words.at(-1) === "rowid";
  return isWithoutRowId ? null : names;
}

function unquoted(word: string): string {
  const first = word[0];
  if (first === "[") return word.slice(1, -1);
  if (first !== '"' && first !== "`" && first !== "'") return word;
  return word.slice(1, -1).replaceAll(first + first, first);
}
