export async function doctorCommand(..._: unknown[]): Promise<number> {
  return 4;
}
