/** Why an answer failed, in the test-bench's numbers. Only 0, 2 and 12 say something of the worker. */
export const CODE = {
  ok: 0,
  relay: 1,
  supplier: 2,
  outOfSession: 3,
  badParams: 4,
  promptNotFound: 5,
  databaseRead: 6,
  pocketRpc: 7,
  signerNotFound: 8,
  signerError: 9,
  aatSignature: 10,
  minerSignerError: 11,
  evaluation: 12,
} as const;

/** Whether a code is an outcome of the worker; others are nobody's sample. */
export function isOutcome(code: number): boolean {
  return code === CODE.ok || code === CODE.supplier || code === CODE.evaluation;
}
