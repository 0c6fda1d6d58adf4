export { compileFilters, type FilterChain } from "./compile-filters.ts";
