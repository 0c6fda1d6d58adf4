/** An id of our own for a payment, so that sending it twice pays once. Works on plain http, where `crypto.randomUUID` does not. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
