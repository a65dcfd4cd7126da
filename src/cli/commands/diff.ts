export async function diffCommand(..._: unknown[]): Promise<number> { return 4; }
