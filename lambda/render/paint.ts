import { styleText } from 'node:util';
import type { Severity } from '../core/rule.ts';

export type Format = Parameters<typeof styleText>[0];
export type Paint = (format: Format, text: string) => string;

export interface TerminalStyle {
  /** The terminal's width in cells. */
  readonly width: number;
  readonly colour: boolean;
}

export const severityFormat: Readonly<Record<Severity, Format>> = {
  High: ['bold', 'red'],
  Medium: ['bold', 'yellow'],
  Low: ['bold', 'cyan'],
  Informational: ['bold', 'blue'],
};

/** Paints text for a terminal, or leaves it as it is. Whether there is one to paint for is the caller's to know. */
export function painter(colour: boolean): Paint {
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
}
