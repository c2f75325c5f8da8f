import type { SystemAlert } from '../core/system-alert.ts';
import { logFileMissing } from './log-file-missing.ts';

/** Every system alert. A file's name is its alert's id; a test compares the two. */
export const systemAlerts: readonly SystemAlert[] = [logFileMissing];
