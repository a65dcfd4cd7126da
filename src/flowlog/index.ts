export { hubbleLine } from './line.ts';
export { policyMatchOf } from './policy-match.ts';
export type { FlowEnd, FlowRecord, PerDirection, PolicyMatch, Timestamp } from './record.ts';
