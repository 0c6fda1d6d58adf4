export { least, NOTHING, plus, type Amount } from "./amount.ts";
export { PERIODS, periodStart, type Budget, type Period } from "./budget.ts";
export { BudgetLedger } from "./budget-ledger.ts";
export type { Reservation } from "./reservation.ts";
export { selectSpending } from "./store.ts";
