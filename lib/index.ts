/** What the package exports: the construct, the one for other Regions, and the types of what goes into them. */
export { Gatewarden } from './gatewarden.ts';
export type {
  AlarmsProps,
  CanaryProps,
  EntraProps,
  ExclusionProps,
  GatewardenProps,
  GraphProps,
  LimitsProps,
  TellingProps,
  TopicsProps,
} from './gatewarden-props.ts';
export { SignInForwarder, type SignInForwarderProps, type SignInTarget } from './sign-in-forwarder.ts';
export { FaultyProps } from './valid-config.ts';
