/** What `gatewarden explain --help` says below the options. */
export const helpAfterOptions = `
Without --event: every console login, and every other event that a rule looks
at. With --event also sign-ins, and records that were skipped or could not be
read. Records of one id with different content are versions: all are shown.

For each event and rule: every predicate with the value that it saw, and, where
all hold, what the rule counted in the fullest window around the event, how
many are needed, how many were missing, how many more exclusions left out and
whether they would have been enough, and the alert that it went into.

Exit status:
  0  everything was read
  2  a path could not be read, or no record has the event id, or the command
     line or the configuration is wrong

Examples:
  gatewarden explain samples
  gatewarden explain --event 5f0c2a1e-0000-4000-8000-000000000001 AWSLogs entra
  gatewarden explain --rule many-failed-logins-from-ip --format json logs`;
