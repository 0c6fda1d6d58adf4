/** How the Hugging Face hub, or a mirror that speaks its URLs, is reached. */
export interface HubAccess {
  /** Such as `https://huggingface.co`. */
  endpoint: string;
  /** Of a user who may read what is asked for; goes to the endpoint only, never to where it redirects. */
  token?: string | undefined;
  /** Where downloads lie until their rows are stored; created when missing. */
  directory: string;
  /** Milliseconds before the first retry; doubles with each. Default 500. */
  retryDelayMs?: number;
}

/** A file of a repository at one commit. */
export interface HubFile {
  path: string;
  /** Bytes; null where the hub does not say. */
  size: number | null;
  /** sha256 (hex) where the hub keeps the file as a large one. */
  sha256: string | null;
}

/** A repository of a dataset at one commit. */
export interface HubRepository {
  /** The name that the hub has for it now: it may have moved. */
  name: string;
  commit: string;
  files: HubFile[];
  /** The YAML head of its README. */
  card: Record<string, unknown>;
}
