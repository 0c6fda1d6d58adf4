import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Loopback, private, link-local, shared, multicast and reserved ranges: RFC 6890 and its updates. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  // It covers ::ffff:a.b.c.d too. A translator (NAT64) reaches the same address by its well-known prefix.
  PRIVATE.addSubnet(network, prefix, "ipv4");
  PRIVATE.addSubnet(`64:ff9b::${network}`, 96 + prefix, "ipv6");
}
for (const [network, prefix] of [
  ["::", 96], // unspecified, loopback, and IPv4 in the form that is out of use
  ["64:ff9b:1::", 48], // local NAT64
  ["2001::", 32], // Teredo, which hides an IPv4 address
  ["2002::", 16], // 6to4, likewise
  ["fc00::", 7],
  ["fe80::", 9], // link-local and site-local
  ["ff00::", 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, "ipv6");
}

/** Whether an IP address is one that only this machine or its network reaches, in whatever form it is written. */
export function isPrivateAddress(address: string): boolean {
  const [plain = ""] = address.split("%");
  const family = isIP(plain);
  return family !== 0 && PRIVATE.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** A host name without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** Whether an address names a private one by its digits or as localhost; what other names lead to shows at the connection. */
export function isPrivateEndpoint(baseUrl: string): boolean {
  const host = hostOf(new URL(baseUrl));
  return isPrivateAddress(host) || /(^|\.)localhost\.?$/i.test(host);
}

/** DNS that refuses names which lead to private addresses: asked at each connection, so that a name cannot change sides later. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...(options as LookupOptions), all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, []);
    const hidden = addresses.find(({ address }) => isPrivateAddress(address));
    if (hidden) return callback(new Error(`${hostname} leads to the private address ${hidden.address}`), []);
    if (options.all) return callback(null, addresses);
    return callback(null, addresses[0]?.address ?? "", addresses[0]?.family ?? 4);
  });
};
