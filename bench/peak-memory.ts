import { existsSync, readFileSync } from 'node:fs';

/**
 * The most memory that this process has had, in bytes. Linux says it of the program that runs (VmHWM in
 * https://man7.org/linux/man-pages/man5/proc_pid_status.5.html), while its `maxRSS` begins with what the process had that
 * started this one: a process is a copy of that until it runs a program of its own.
 */
export function peakMemory(): number {
  const status = '/proc/self/status';
  const peak = existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return peak === undefined ? process.resourceUsage().maxRSS * 1_024 : Number(peak) * 1_024;
}
