/** What was measured of one subject in one round: figures by metric name, such as `cpuUs`. */
export type Measurement = Readonly<Record<string, number>>;

/** Something that is measured: Assay or a peer. */
export interface Subject {
  name: string;
  measure(): Promise<Measurement>;
}

/** One figure by which the first subject of a plan is compared with a peer. */
export interface Comparison {
  metric: string;
  /** For the table: `CPU per request (µs)`. */
  label: string;
  /** `ratio`: ours / theirs. `difference`: ours - theirs, where a ratio of two small times would say nothing. */
  kind: "ratio" | "difference";
  better: "lower" | "higher";
  /** Peers that it says something about. Default: all. */
  against?: readonly string[];
}

/** One load. Its subjects run interleaved (A B A B …); the first is Assay. */
export interface Plan {
  name: string;
  subjects: readonly Subject[];
  comparisons: readonly Comparison[];
}

/** A row that is ready to run: its programs are up. Disposing stops them. */
export interface OpenRow extends AsyncDisposable {
  plans: readonly Plan[];
  /** Peers that cannot be had here, with the reason. */
  skipped: readonly string[];
}

export interface Row {
  name: string;
  about: string;
  open(context: BenchContext): Promise<OpenRow>;
}

export interface BenchContext {
  /** A small run that shows that everything works; its figures mean nothing. */
  isSmoke: boolean;
  /** Whether peers may be installed and run. */
  withPeers: boolean;
  /** A directory of the row's own, removed after it. */
  directory: string;
  note(line: string): void;
}
