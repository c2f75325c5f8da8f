import { limits } from '../../../lambda/config/limits.ts';
import { assumptions, gigabyteSeconds, runsOf } from './assumptions.ts';
import { measured } from './measured.ts';
import type { EntraWay, Organisation } from './organisation.ts';
import { standingCosts } from './stack.ts';
import { gigabyte, hoursPerMonth, secondsPerMonth, type Usage } from './usage.ts';

/** What the stack takes while nothing happens. */
export function standingUsage(organisation: Organisation): readonly Usage[] {
  const { entra } = organisation;
  const { keys, polledQueues, alarms, dashboards } = standingCosts(organisation);
  const polls = (assumptions.pollersPerQueue * secondsPerMonth) / assumptions.secondsPerPoll;
  const dataKeys = secondsPerMonth / assumptions.dataKeySeconds;
  const usedQueues = entra === 'landing' ? 2 : 1;
  const usingTable = entra === 'none' ? 2 : 3;
  return [
    { price: 'kmsKey', what: 'data, messages', quantity: keys },
    { price: 'kmsRequest', what: 'queues', quantity: usedQueues * dataKeys * assumptions.keyRequestsPerQueue },
    { price: 'kmsRequest', what: 'table', quantity: usingTable * dataKeys },
    { price: 'sqsRequest', what: 'polling, also of nothing', quantity: polledQueues * polls },
    { price: 'metric', what: 'metrics of the functions', quantity: metricsOf(entra) },
    { price: 'alarm', what: 'alarms', quantity: alarms },
    { price: 'dashboard', what: 'dashboards', quantity: dashboards },
    ...sweeperUsage(),
  ];
}

function metricsOf(entra: EntraWay): number {
  const { metrics, tellingMetrics } = measured;
  const { cloudTrail, sweeper, landing, graph } = metrics;
  const telling = entra === 'none' ? 2 : 3;
  return cloudTrail + sweeper + { none: 0, landing, graph }[entra] + telling * tellingMetrics;
}

function sweeperUsage(): readonly Usage[] {
  const runs = runsOf(limits.sweep, hoursPerMonth * 60);
  const logged = (runs * measured.logBytes.sweep) / gigabyte;
  return [
    { price: 'lambdaRequest', what: 'sweeper', quantity: runs },
    { price: 'lambdaSecond', what: 'sweeper', quantity: runs * gigabyteSeconds(assumptions.millisecondsPerSweep) },
    { price: 'scheduled', what: 'sweeper', quantity: runs },
    { price: 'dynamoRead', what: 'sweeper', quantity: runs * measured.sweep.reads },
    { price: 'logIngested', what: 'log: sweeper', quantity: logged },
    { price: 'logStored', what: 'log kept: sweeper', quantity: logged * assumptions.loggedMonths },
  ];
}
