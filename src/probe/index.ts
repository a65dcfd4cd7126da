export type { DnsAnswer, ProbeProblem, ProbeRequest } from './request.ts';
export { type ResolvedProbe, resolveProbe } from './resolve.ts';
export { readTraffic, type Traffic, type TrafficWords } from './traffic.ts';
