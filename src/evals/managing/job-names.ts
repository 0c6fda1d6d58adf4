/** Asks the prompts of a sampling. */
export const REQUEST_JOB = "network.request";
/** Scores a sampling's responses and puts them into the worker's window. */
export const EVALUATE_JOB = "network.evaluate";
/** Looks whom the plan wants asked, by the clock. */
export const MANAGE_JOB = "network.manage";
