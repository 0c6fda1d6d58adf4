export { ballotSchema, voteSchema, type Ballot } from "./ballot.ts";
export { castBallot } from "./cast-ballot.ts";
export { ballotPageSchema, ballotQuerySchema, listBallots } from "./list-ballots.ts";
export { Showings } from "./showings.ts";
