interface InlineFlags {
  dotAll: boolean;
  multiline: boolean;
  ignoreSpace: boolean;
  ignoreCase: boolean;
}

/** A pattern on its way from Python to JavaScript. */
export interface RegexState {
  pattern: string;
  at: number;
  flags: InlineFlags;
  /** The flags to go back to at the end of each open group. */
  outerFlags: InlineFlags[];
  /** What closes each open group. */
  ends: string[];
  groupCount: number;
  /** Added to the numbers of references, when the result is put behind other groups. */
  groupOffset: number;
}
