import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { host } from "../ipc/host.ts";

/** The profiles of AiiDA's configuration on this computer; looked for anew when the window comes to the front. */
export function useProfiles() {
  return useQuery({
    queryKey: ["profiles"],
    queryFn: () => host("profiles.list", {}),
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: "always",
    placeholderData: keepPreviousData,
  });
}
