import { printableName } from "../archive/member-names.ts";

const NAMES_SHOWN = 3;

/** Counts members that were passed over, by reason, and keeps the first few names for a warning. */
export class PassedOver {
  readonly #byReason = new Map<string, { count: number; names: string[] }>();

  /** @param reason Begins the warning, as "Ignored because of unsafe names". */
  add(reason: string, name: string): void {
    let found = this.#byReason.get(reason);
    if (!found) this.#byReason.set(reason, (found = { count: 0, names: [] }));
    found.count++;
    if (found.names.length < NAMES_SHOWN) found.names.push(printableName(name));
  }

  /** One sentence for each reason, in the order in which they were met. */
  warnings(): string[] {
    return [...this.#byReason].map(
      ([reason, { count, names }]) =>
        `${reason} (${count}): ${names.join(", ")}${count > names.length ? " …" : ""}`,
    );
  }
}
