export type { WhyReport } from './report.ts';
export { formatWhyText } from './text/index.ts';
export { type WhyQuestion, why } from './why.ts';
