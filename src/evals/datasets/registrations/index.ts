export { defineRegistrationJob } from "./define-registration-job.ts";
export { describeRegistration, listRegistrations } from "./describe-registration.ts";
export { registrationInputSchema, registrationViewSchema, type RegistrationInput, type RegistrationView } from "./registration.ts";
export { startRegistration } from "./start-registration.ts";
