import manifest from "../../package.json" with { type: "json" };

/** Assay's own version, from package.json. */
export const VERSION: string = manifest.version;
