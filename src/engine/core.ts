/**
 * What evaluates: tables and kernels in WebAssembly, the same as JavaScript, or the reference evaluator and the
 * plain pipeline. The answers are the same.
 */
export const engineCores = ['compiled', 'portable', 'reference'] as const;
export type EngineCore = (typeof engineCores)[number];
