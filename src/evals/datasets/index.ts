export { countRows, datasetInputSchema, titleOf, type Dataset, type DatasetInput, type DatasetRow, type Split } from "./dataset.ts";
export { findDatasetById } from "./find-dataset-by-id.ts";
export { findDataset } from "./find-dataset.ts";
export type { HubAccess } from "./hub/index.ts";
export { listDatasets } from "./list-datasets.ts";
export { readRows, type RowSelection } from "./read-rows.ts";
export { addRows, type AddedRows } from "./add-rows.ts";
export { registerDataset } from "./register-dataset.ts";
export {
  defineRegistrationJob,
  describeRegistration,
  listRegistrations,
  registrationInputSchema,
  registrationViewSchema,
  startRegistration,
  type RegistrationInput,
  type RegistrationView,
} from "./registrations/index.ts";
export { removeDataset } from "./remove-dataset.ts";
export { commandFor, requireDataset } from "./require-dataset.ts";
export { datasetViewSchema, viewDataset, type DatasetView } from "./view-dataset.ts";
