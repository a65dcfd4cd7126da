export async function whyCommand(..._: unknown[]): Promise<number> {
  return 4;
}
