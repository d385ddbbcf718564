import type { CDPSession, Page } from "playwright";

/** What has the focus, as assistive technology would say it: role and name. */
export interface Focused {
  role: string;
  name: string;
}

/** A person who has a keyboard and nothing else: no mouse, no script that moves the focus. */
export class KeyboardUser {
  readonly #page: Page;
  #session: CDPSession | null = null;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Press Tab until the control of this role and name has the focus; fails when a round of the window does not meet it. */
  async tabTo(role: string, name: string | RegExp, stops = 120): Promise<void> {
    const met: string[] = [];
    for (let stop = 0; stop < stops; stop++) {
      const focused = await this.focused();
      if (matches(focused, role, name)) return;
      met.push(`${focused.role} "${focused.name}"`);
      await this.press("Tab");
    }
    throw new Error(`Tab does not reach ${role} ${String(name)}. It met: ${met.join(", ")}`);
  }

  /** Press one key until the control of this role and name has the focus: along a list, a tree or a row of tabs. */
  async walkTo(key: string, role: string, name: string | RegExp, steps = 60): Promise<void> {
    for (let step = 0; step < steps; step++) {
      if (matches(await this.focused(), role, name)) return;
      await this.press(key);
    }
    throw new Error(`${key} does not reach ${role} ${String(name)}.`);
  }

  /** Role and name of what has the focus, or of its active descendant, out of the accessibility tree. */
  async focused(): Promise<Focused> {
    // Kept open: when a session ends, the page forgets that it is to act as focused, and Tab goes nowhere.
    this.#session ??= await this.#page.context().newCDPSession(this.#page);
    const { result } = await this.#session.send("Runtime.evaluate", {
      expression: `(() => {
        const focused = document.activeElement ?? document.body;
        return document.getElementById(focused.getAttribute("aria-activedescendant") ?? "") ?? focused;
      })()`,
    });
    const { nodes } = await this.#session.send("Accessibility.getPartialAXTree", {
      objectId: result.objectId!,
      fetchRelatives: false,
    });
    return { role: String(nodes[0]?.role?.value ?? ""), name: String(nodes[0]?.name?.value ?? "") };
  }
}

function matches(focused: Focused, role: string, name: string | RegExp): boolean {
  if (focused.role !== role) return false;
  return typeof name === "string" ? focused.name === name : name.test(focused.name);
}
