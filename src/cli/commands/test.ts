export async function testCommand(..._: unknown[]): Promise<number> {
  return 4;
}
