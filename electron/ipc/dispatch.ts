import type { CallContext, Contract, Handlers } from "../../shared/ipc/procedure.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Reply } from "../../shared/ipc/messages.ts";
import { toWireError } from "./to-wire-error.ts";

/**
 * Run one call of a contract. Never rejects: whatever happens becomes a reply that survives structured clone.
 * Both name and input are untrusted: a name outside the contract, or an input that does not fit, is `ipc/bad-request`.
 */
export async function dispatch<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  name: unknown,
  input: unknown,
  context: CallContext<never>,
): Promise<Reply> {
  try {
    if (typeof name !== "string" || !Object.hasOwn(contract, name)) {
      throw new AppError("ipc/bad-request", `There is no call named "${String(name).slice(0, 60)}".`);
    }
    const parsed = contract[name]!.input.safeParse(input);
    if (!parsed.success) {
      throw new AppError("ipc/bad-request", `The input of "${name}" does not fit the contract.`, {
        issues: parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join(".")}: ${issue.message}`),
      });
    }
    // Sound: handler and schema are looked up by the same name.
    const handler = handlers[name as keyof C] as (input: unknown, context: CallContext<never>) => unknown;
    return { ok: true, value: await handler(parsed.data, context) };
  } catch (error) {
    const reply = { ok: false as const, error: toWireError(error) };
    if (process.env["STEMMA_DEBUG"] === "1" && reply.error.code === "internal") console.error(error);
    return reply;
  }
}
