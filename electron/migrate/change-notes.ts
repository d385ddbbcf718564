import { listed } from "../archive/source-warnings.ts";
import { NULL_FILLS } from "../db/queries/migrate-rows.ts";
import type { TableChanges } from "./convert-tables.ts";

/** What copying the tables changed, in sentences for a person; none when nothing was. */
export function changeNotes({ filled, leftNull, dropped, foreign }: TableChanges, now: string): string[] {
  const isTime = (column: string) => {
    const [table = "", name = ""] = column.split(".");
    return NULL_FILLS[table]?.[name] === "@now";
  };
  const times = [...filled].filter(([column]) => isTime(column));
  const others = [...filled].filter(([column]) => !isTime(column));
  return [
    ...counted("Nulls were replaced by what AiiDA's migration puts there", others),
    ...counted(`Missing times were set to the time of this migration, ${now} UTC`, times),
    ...counted("Left out, because what these rows belonged to is gone", [...dropped]),
    ...counted("Nulls stay, as AiiDA's migration leaves them, where archives of today have none", [
      ...leftNull,
    ]),
    ...listed("Left out, because AiiDA knows no such tables or columns", foreign),
  ];
}

function counted(what: string, counts: readonly (readonly [name: string, count: number])[]): string[] {
  if (counts.length === 0) return [];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return [`${what} (${total}): ${counts.map(([name, count]) => `${name} ${count}`).join(", ")}`];
}
