import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { output } from './output.ts';
import { type Measured, overviewMetrics } from './overview-metrics.ts';

export interface OverviewProps extends Measured {
  readonly alarms: readonly IAlarm[];
}

const [wholeRow, rowHeight] = [24, 6];

/**
 * A dashboard: what is read, what is told and how late, what goes wrong and what costs. CloudFormation makes its name up,
 * as one account has all dashboards of all Regions in one list.
 */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { alarms, ...measured }: OverviewProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    const { read, told, late, wrong, cost } = overviewMetrics(measured);

    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: wholeRow, height: rowHeight }),
    );
    const row = (title: string, graphs: Readonly<Record<string, readonly IMetric[]>>, ...more: readonly Shown[]) => {
      const shown = [...Object.entries(graphs).map(graphOf), ...more];
      const width = wholeRow / shown.length;
      dashboard.addWidgets(new TextWidget({ markdown: `## ${title}`, width: wholeRow, height: 1 }));
      dashboard.addWidgets(...shown.map((widgetOf) => widgetOf(width)));
    };
    row('What was read', read);
    row('What was told', told, alertsByRule(measured));
    row('How late', late);
    row('What went wrong', wrong);
    row('What costs', cost);
    output(this, 'DashboardName', { value: dashboard.dashboardName, description: 'Gatewarden in CloudWatch.' });
  }
}

/** What is shown, as wide as there is room for. */
type Shown = (width: number) => GraphWidget | LogQueryWidget;

function graphOf([title, metrics]: readonly [string, readonly IMetric[]]): Shown {
  return (width) => new GraphWidget({ title, left: [...metrics], width, height: rowHeight });
}

/**
 * From the log, where an alert stands once for each topic: a metric for each rule would cost as long as it is there. See
 * `lambda/handlers/measured-publisher.ts` for the line.
 */
function alertsByRule({ functions }: Measured): Shown {
  return (width) =>
    new LogQueryWidget({
      title: 'New alerts that were told one by one, by rule',
      logGroupNames: Object.values(functions).map(({ logGroup }) => logGroup.logGroupName),
      queryLines: [
        'filter message = "alert told" and kind = "new"',
        'stats count_distinct(alert) as alerts by rule, severity',
        'sort alerts desc',
      ],
      view: LogQueryVisualizationType.TABLE,
      width,
      height: rowHeight,
    });
}
