/** All that comes on standard input, without the white space around it: how a key is given without showing it. */
export async function readStandardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString().trim();
}
