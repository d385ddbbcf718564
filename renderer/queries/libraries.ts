import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { host } from "../ipc/host.ts";
import { recentKey } from "./recent.ts";

/** The libraries that are known, the one of this program first; asked for anew with the recent files. */
export function useLibraries() {
  return useQuery({
    queryKey: [...recentKey, "libraries"],
    queryFn: () => host("library.list", {}),
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}
