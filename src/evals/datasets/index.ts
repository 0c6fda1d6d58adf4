export { datasetInputSchema, titleOf, type Dataset, type DatasetInput, type DatasetRow, type Split } from "./dataset.ts";
export { findDatasetById } from "./find-dataset-by-id.ts";
export { findDataset } from "./find-dataset.ts";
export { listDatasets } from "./list-datasets.ts";
export { readRows, type RowSelection } from "./read-rows.ts";
export { registerDataset, type Registration } from "./register-dataset.ts";
export { removeDataset } from "./remove-dataset.ts";
export { requireDataset } from "./require-dataset.ts";
export { datasetViewSchema, viewDataset, type DatasetView } from "./view-dataset.ts";
