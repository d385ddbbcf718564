import dns from "node:dns";
import net from "node:net";

const local = new net.BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  local.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::1", 128],
  ["::", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  local.addSubnet(network, prefix, "ipv6");

/** Whether an IP address is of this computer or of the network around it, which strangers cannot reach (RFC 6890). */
export function isLocalNetwork(ip: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  const address = mapped ?? ip;
  const family = net.isIP(address);
  return family !== 0 && local.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** The code of an address that a stranger's redirect must not lead to. */
export const LOCAL_TARGET = "STEMMA_LOCAL_TARGET";

/** Looks up names, and refuses those of the local network: nothing was sent there then. */
export const lookupOutside: net.LookupFunction = (hostname, options, answer) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, []);
    if (addresses.some(({ address }) => isLocalNetwork(address)))
      return answer(Object.assign(new Error("local"), { code: LOCAL_TARGET }), []);
    if (options.all) return answer(null, addresses);
    answer(null, addresses[0]?.address ?? "", addresses[0]?.family);
  });
};
