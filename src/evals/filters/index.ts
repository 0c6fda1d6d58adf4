export { compileFilters, type FilterChain, type FilterStep } from "./compile-filters.ts";
