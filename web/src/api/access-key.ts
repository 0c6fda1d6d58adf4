const STORED_AS = "assay.key";
const REFUSED = "assay:refused";

/** The key that this tab sends; gone when the tab is closed. Null: none was needed yet. */
export function readAccessKey(): string | null {
  return sessionStorage.getItem(STORED_AS);
}

export function storeAccessKey(key: string): void {
  sessionStorage.setItem(STORED_AS, key);
}

/** Says that the server wants a key, or another one. */
export function reportRefusal(): void {
  dispatchEvent(new Event(REFUSED));
}

/** @returns how to stop listening */
export function onRefusal(listener: () => void): () => void {
  addEventListener(REFUSED, listener);
  return () => removeEventListener(REFUSED, listener);
}
