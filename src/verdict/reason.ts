/**
 * The closed list of reason words. Logs, counters, JSON and tests use these words and no others.
 */
export const reasonWords = [
  'policy', // a rule, an ending or the default of the policies decided
  'default-deny', // no rule matched and a policy isolates the endpoint
  'no-policy', // no policy governs either end
  'non-ip', // ARP and other well-formed frames that policies do not govern
  'malformed', // a header contradicts itself
  'truncated', // captured shorter than the headers that must be read
  'fragment', // a fragment whose datagram never completed, overlaps, or is over a limit
  'invalid-state', // a packet that fits no connection and may not open one
  'table-full', // no room for a new connection
  'spoofed', // a source address that its port may not use
  'no-route', // a destination that nothing holds
  'ambiguous-identity', // two endpoints hold the address and the policies judge them differently
  'ambiguous-backend', // the backends of a service are judged differently and the capture does not show which
  'unsupported-link', // a link type that is not read
  'source-route', // IPv4 or IPv6 source routing
] as const;

export type ReasonWord = (typeof reasonWords)[number];
