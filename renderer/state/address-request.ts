import { create } from "zustand";

/** The address that somebody wants to import from, as far as it is known, until the dialog is answered. */
export const useAddressRequest = create<{ address: string | null }>(() => ({ address: null }));

/** Ask for an address to import from; "" when none is known yet. Null: the question is answered. */
export function askForAddress(address: string | null): void {
  useAddressRequest.setState({ address });
}
