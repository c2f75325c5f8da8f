/** What the package exports: the construct, and the types of what goes into it. */
export { Gatewarden } from './gatewarden.ts';
export type {
  AlarmsProps,
  EntraProps,
  ExclusionProps,
  GatewardenProps,
  GraphProps,
  LimitsProps,
  TellingProps,
  TopicsProps,
} from './gatewarden-props.ts';
export { FaultyProps } from './valid-config.ts';
