/** What `npm run bench -- --help` prints. */
export const help = `Usage: npm run bench -- [options]

Measures what Gatewarden takes, as ratios to what it is compared with in the same
run, and prints the machine and the versions it ran on. It is no test: a slow
machine fails nothing. Everything takes about five minutes on two cores; for
numbers to keep, leave the machine alone meanwhile.

Options:
  --only NAME   one part; repeatable. By default all of them:
                  reading     files in memory, against gunzip and JSON.parse
                  replay      1 GB of files, against decompressing them
                  cold-start  sizes of the bundles; the import of the function
                              that reads CloudTrail's files, against an empty
                              handler with the same clients
                  attack      units of DynamoDB for a million failed sign-ins
                  latency     from a file to its alert, in the cloud on the laptop
  --quick       fewer repetitions and smaller inputs
  --json        one object for programs, and nothing else on stdout
  --markdown    tables for docs/performance.md
  -h, --help    this text

Exit status: 0, or 2 where an option is wrong.
`;
