export { AnswerCache } from "./answer-cache.ts";
export { bodyOfEvents } from "./body-of-events.ts";
export { lookUp, type CacheLook } from "./caller-cache.ts";
export { eventsOfBody } from "./events-of-body.ts";
