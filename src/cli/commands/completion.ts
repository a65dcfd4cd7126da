export function completionCommand(..._: unknown[]): number {
  return 4;
}
