import { compilePythonRegex, strip } from "../python/index.ts";

/** Words for kinds of names, and the label each stands for; replaced in this order wherever they occur. */
const LABELS: readonly (readonly [string, string])[] = [
  ["person", "PER"],
  ["location", "LOC"],
  ["organization", "ORG"],
  ["counties", "LOC"],
  ["places", "LOC"],
  ["people", "PER"],
  ["persons", "PER"],
  ["company", "ORG"],
  ["country", "LOC"],
  ["continent", "LOC"],
  ["time", "DATE"],
  ["date", "DATE"],
  ["per", "PER"],
  ["loc", "LOC"],
  ["org", "ORG"],
];
const LABELLED = compilePythonRegex("\\b(PER|LOC|ORG|DATE):\\s*([^$]+)");

/** The harness's `format_span`: named entities of an answer as "per: ada $ loc: paris"; "none" is left out. */
export function formatSpan(text: string): string {
  let out = text.toLowerCase();
  for (const [word, label] of LABELS) out = out.replaceAll(word, label);
  out = out.replaceAll("$$", "$").replace(/\$+$/, "");
  const entities = LABELLED.findAll(strip(out.replaceAll("\n", "$"))).flatMap(([label = "", values = ""]) =>
    values.split(",").map((value) => [label.toLowerCase(), strip(value)] as const),
  );
  return entities
    .filter(([, value]) => value.toLowerCase() !== "none")
    .map(([label, value]) => `${label}: ${value}`)
    .join(" $ ");
}
