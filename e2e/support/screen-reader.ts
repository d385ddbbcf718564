import type { CDPSession, Page } from "playwright";

/** What the browser tells assistive technology about one thing on the screen (CDP's `Accessibility.AXNode`). */
interface TreeNode {
  nodeId: string;
  ignored: boolean;
  role?: { value?: unknown };
  name?: { value?: unknown };
  value?: { value?: unknown };
  childIds?: string[];
  backendDOMNodeId?: number;
  properties?: Array<{ name: string; value: { value?: unknown } }>;
}

const PATIENCE = 10_000; // ms until something that should come is called missing

/**
 * A person who meets the window through its accessibility tree alone: reads roles, names and states, and acts by the
 * default action of what it found. It sees no picture, no element that is hidden from the tree, and uses no key.
 */
export class ScreenReaderUser {
  readonly #page: Page;
  #session: CDPSession | null = null; // kept open: when one ends, the page forgets that it acts as focused

  constructor(page: Page) {
    this.#page = page;
  }

  /** The default action of the thing with this role and name, inside the named part if one is given. */
  async activate(role: string, name: string | RegExp, inside?: Inside): Promise<void> {
    const { tree, node } = await this.#find(role, name, inside);
    if (property(node, "disabled") === true) throw new Error(`${role} ${String(name)} is disabled.`);
    await tree.call(node, "function () { this.focus(); this.click(); }");
  }

  /** Put a text into a field, as dictation does. */
  async fill(role: string, name: string | RegExp, text: string): Promise<void> {
    const { tree, node } = await this.#find(role, name);
    await tree.call(node, "function () { this.focus(); this.select?.(); }");
    await this.#page.keyboard.insertText(text);
  }

  /** Wait until the thing is there; what is said of it and in it, as one line. */
  async read(role: string, name: string | RegExp, inside?: Inside): Promise<string> {
    const { tree, node } = await this.#find(role, name, inside);
    return tree.textOf(node);
  }

  /** Wait until what is said of the thing matches. */
  async hear(role: string, name: string | RegExp, text: RegExp, inside?: Inside): Promise<string> {
    let heard = "";
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      heard = await this.read(role, name, inside);
      if (text.test(heard)) return heard;
      await this.#page.waitForTimeout(100);
    }
    throw new Error(`${role} ${String(name)} says "${heard}", not ${String(text)}.`);
  }

  /** The names of all things of a role, in reading order. */
  async names(role: string, inside?: Inside): Promise<string[]> {
    const tree = await this.#tree();
    return tree.all(role, inside).map((node) => nameOf(node));
  }

  async #tree(): Promise<Tree> {
    this.#session ??= await this.#page.context().newCDPSession(this.#page);
    return Tree.read(this.#session);
  }

  async #find(role: string, name: string | RegExp, inside?: Inside): Promise<{ tree: Tree; node: TreeNode }> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const tree = await this.#tree();
      const node = tree.all(role, inside).find((one) => isNamed(one, name));
      if (node) return { tree, node };
      if (Date.now() > end) {
        const there = tree.all(role, inside).map((one) => `"${nameOf(one)}"`);
        throw new Error(
          `No ${role} ${String(name)} in the accessibility tree. There is: ${there.join(", ")}`,
        );
      }
      await this.#page.waitForTimeout(100);
    }
  }
}

/** A part of the window, by role and name. */
export interface Inside {
  role: string;
  name: string | RegExp;
}

/** The accessibility tree of one moment. */
class Tree {
  readonly #session: CDPSession;
  readonly #nodes: Map<string, TreeNode>;
  readonly #order: TreeNode[];

  private constructor(session: CDPSession, nodes: TreeNode[]) {
    this.#session = session;
    this.#nodes = new Map(nodes.map((node) => [node.nodeId, node]));
    this.#order = nodes[0] ? this.#below(nodes[0]) : [];
  }

  static async read(session: CDPSession): Promise<Tree> {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    return new Tree(session, nodes as TreeNode[]);
  }

  all(role: string, inside?: Inside): TreeNode[] {
    const roots = inside
      ? this.#order.filter((node) => roleOf(node) === inside.role && isNamed(node, inside.name))
      : [null];
    const within = roots.flatMap((root) => (root ? this.#below(root) : this.#order));
    return within.filter((node) => !node.ignored && roleOf(node) === role);
  }

  textOf(node: TreeNode): string {
    const state = (node.properties ?? [])
      .filter(({ name }) => ["checked", "selected", "expanded", "pressed"].includes(name))
      .map(({ name, value }) => `${name}=${String(value.value)}`);
    const value = node.value?.value === undefined ? [] : [String(node.value.value)];
    const inner = this.#below(node)
      .filter((one) => roleOf(one) === "StaticText")
      .map(nameOf);
    return [nameOf(node), ...value, ...state, ...inner].join(" ").replace(/\s+/g, " ").trim();
  }

  async call(node: TreeNode, declaration: string): Promise<void> {
    const { object } = await this.#session.send("DOM.resolveNode", { backendNodeId: node.backendDOMNodeId! });
    await this.#session.send("Runtime.callFunctionOn", {
      objectId: object.objectId!,
      functionDeclaration: declaration,
    });
  }

  #below(node: TreeNode): TreeNode[] {
    const children = (node.childIds ?? [])
      .map((id) => this.#nodes.get(id))
      .filter((one) => one !== undefined);
    return [node, ...children.flatMap((child) => this.#below(child))];
  }
}

function property(node: TreeNode, name: string): unknown {
  return node.properties?.find((one) => one.name === name)?.value.value;
}

function roleOf(node: TreeNode): string {
  return String(node.role?.value ?? "");
}

function nameOf(node: TreeNode): string {
  return String(node.name?.value ?? "");
}

function isNamed(node: TreeNode, name: string | RegExp): boolean {
  return typeof name === "string" ? nameOf(node) === name : name.test(nameOf(node));
}
